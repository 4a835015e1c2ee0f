"""The hardening of one container, property by property.

Each `check_*` looks at one property and returns what is wrong with it; nothing is fixed or
defaulted. Clauses are those of the CIS Docker Benchmark 1.6.0.
"""

import re
from collections.abc import Mapping

from policies.accepted import JOB, SECRET_CARRIER
from policies.hardening_profile import MAXIMUM_CPUS, MAXIMUM_MEMORY_MIB
from policies.rules.properties import Properties, read, read_items, read_map, read_records
from policies.rules.subject import Subject

_NUMERIC_USER = re.compile(r"[1-9][0-9]*:[1-9][0-9]*")


def check_read_only_rootfs(props: Properties, subject: Subject) -> list[str]:
    """5.13: read-only root. The engine refuses uploads otherwise, so a carrier is exempt."""
    if subject.kind == SECRET_CARRIER or read(props, "readOnly") is subject.profile.read_only:
        return []
    return ["root filesystem is writable; set read_only=True"]


def check_capabilities(props: Properties, subject: Subject) -> list[str]:
    """5.4: all capabilities dropped, none added."""
    capabilities = read(props, "capabilities")
    if not isinstance(capabilities, Mapping):
        return ["capabilities are not dropped; set capabilities.drops=['ALL']"]
    drops, adds = read_items(capabilities, "drops"), read_items(capabilities, "adds")
    found = []
    if not set(subject.profile.cap_drop) <= set(drops):
        found.append(f"capabilities dropped are {drops}; set drops=['ALL']")
    if extra := set(adds) - set(subject.profile.cap_add):
        found.append(f"capabilities {sorted(extra)} are added; remove them")
    return found


def check_security_options(props: Properties, subject: Subject) -> list[str]:
    """5.26 and 5.22: no new privileges, and no confinement switched off."""
    options = [str(option) for option in read_items(props, "securityOpts")]
    found = [
        f"security option {required} is missing; add it to security_opts"
        for required in subject.profile.security_opts
        if required not in options
    ]
    extra = [option for option in options if option not in subject.profile.security_opts]
    return found + [f"security option {option!r} is not accepted; remove it" for option in extra]


def check_not_privileged(props: Properties, _subject: Subject) -> list[str]:
    """5.5: not privileged."""
    return ["container is privileged; remove privileged"] if read(props, "privileged") else []


def check_user(props: Properties, subject: Subject) -> list[str]:
    """4.1: a numeric user and group that are not root."""
    user = read(props, "user")
    if user == subject.profile.user and _NUMERIC_USER.fullmatch(user):
        return []
    return [f"user is {user!r}; set user={subject.profile.user!r}"]


def check_tmpfs(props: Properties, subject: Subject) -> list[str]:
    """Writable memory only where the profile has it, with its size and options."""
    expected = {mount.path: set(mount.options.split(",")) for mount in subject.profile.tmpfs}
    actual = {path: set(str(text).split(",")) for path, text in read_map(props, "tmpfs").items()}
    if subject.kind == SECRET_CARRIER and not actual:
        return []
    return [
        f"tmpfs {path} is {_shown(actual.get(path))}, expected {_shown(expected.get(path))}"
        for path in sorted(expected.keys() | actual.keys())
        if expected.get(path) != actual.get(path)
    ]


def _shown(options: set[str] | None) -> str:
    return "absent" if options is None else ",".join(sorted(options))


def check_ulimits(props: Properties, subject: Subject) -> list[str]:
    """5.19: the profile's limits on files and processes."""
    expected = {"nofile": subject.profile.nofile, "nproc": subject.profile.nproc}
    limits = {
        read(record, "name"): (read(record, "soft"), read(record, "hard"))
        for record in read_records(props, "ulimits")
    }
    return [
        f"ulimit {name} is {limits.get(name)}, expected soft and hard {value}"
        for name, value in expected.items()
        if limits.get(name) != (value, value)
    ]


def check_memory(props: Properties, _subject: Subject) -> list[str]:
    """5.11: memory limited, and no swap on top of it."""
    memory, swap = read(props, "memory"), read(props, "memorySwap")
    found = []
    if not _is_number(memory) or not 0 < memory <= MAXIMUM_MEMORY_MIB:
        found.append(f"memory limit is {memory!r} MiB; set 1..{MAXIMUM_MEMORY_MIB}")
    if swap != memory:
        found.append(f"memory and swap together are {swap!r} MiB; set memory_swap equal to memory")
    return found


def check_cpus(props: Properties, _subject: Subject) -> list[str]:
    """5.12: CPU time limited."""
    cpus = read(props, "cpus")
    try:
        accepted = 0 < float(cpus) <= MAXIMUM_CPUS
    except (TypeError, ValueError):
        accepted = False
    return [] if accepted else [f"CPU limit is {cpus!r}; set cpus to at most {MAXIMUM_CPUS}"]


def check_init(props: Properties, subject: Subject) -> list[str]:
    """An init as PID 1."""
    if subject.kind == SECRET_CARRIER or read(props, "init") is subject.profile.init:
        return []
    return ["no init process; set init=True"]


def check_health(props: Properties, subject: Subject) -> list[str]:
    """4.6 and 5.27: a service has a health check, and the deployment waits for it."""
    if subject.kind in {JOB, SECRET_CARRIER}:
        return []
    health = read(props, "healthcheck")
    tests = read_items(health, "tests") if isinstance(health, Mapping) else []
    found = []
    if not tests or tests[0] != "CMD":
        found.append(f"health check is {tests}; set tests=['CMD', ...]")
    if read(props, "wait") is not True:
        found.append("deployment does not wait for health; set wait=True")
    return found


def check_restart(props: Properties, subject: Subject) -> list[str]:
    """5.15, see `HardeningProfile.service_restart`: services come back, jobs and carriers not."""
    profile = subject.profile
    ends = subject.kind in {JOB, SECRET_CARRIER}
    expected = profile.job_restart if ends else profile.service_restart
    actual = read(props, "restart") or "no"
    return [] if actual == expected else [f"restart is {actual!r}; set restart={expected!r}"]


def check_logs(props: Properties, subject: Subject) -> list[str]:
    """Logs cannot fill the disk."""
    profile = subject.profile
    options = read_map(props, "logOpts")
    expected = {"max-size": profile.log_max_size, "max-file": profile.log_max_files}
    if read(props, "logDriver") == profile.log_driver and options == expected:
        return []
    return [f"logs are not bounded; set log_driver={profile.log_driver!r}, log_opts={expected}"]


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
