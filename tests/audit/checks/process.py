"""Checks of the processes: who they run as and what the kernel lets them do."""

from tests.audit.expected import Expected
from tests.audit.facts import Facts
from tests.audit.probe_output import limits, processes

_CAPABILITY_SETS = ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")
_SECCOMP_MODE_FILTER = "2"
"""SECCOMP_MODE_FILTER, seccomp(2)."""


def check_user(facts: Facts, expected: Expected) -> list[str]:
    """Every process runs as the declared numeric user, which is not root."""
    wanted = f"{expected.uid}:{expected.gid}"
    configured = facts.inspected("Config.User")
    findings = []
    if configured != wanted or expected.uid == 0:
        findings.append(f"Config.User is {configured!r}, expected the numeric user {wanted!r}")
    for process in processes(facts):
        for field, identity in (("Uid", expected.uid), ("Gid", expected.gid)):
            if set(process.ids(field)) != {identity}:
                findings.append(
                    f"process {process.pid} ({process.name}) has {field} "
                    f"{process.value(field)!r}, expected {identity}"
                )
    return findings


def check_capabilities(facts: Facts, expected: Expected) -> list[str]:
    """No process has a capability, nor could it get one back."""
    findings = []
    if "ALL" not in (facts.inspected("HostConfig.CapDrop") or []):
        findings.append("capabilities are not all dropped; set cap_drop ALL")
    added = {name.removeprefix("CAP_") for name in facts.inspected("HostConfig.CapAdd") or []}
    if added != expected.capabilities:
        findings.append(f"added capabilities are {sorted(added)}")
    if expected.capabilities:
        return findings
    findings += [
        f"process {process.pid} ({process.name}) has {name} {process.value(name)}"
        for process in processes(facts)
        for name in _CAPABILITY_SETS
        if int(process.value(name), 16) != 0
    ]
    return findings


def check_no_new_privileges(facts: Facts, expected: Expected) -> list[str]:  # noqa: ARG001
    """No process can gain privileges by executing a file."""
    options = facts.inspected("HostConfig.SecurityOpt") or []
    findings = []
    if not {"no-new-privileges", "no-new-privileges:true", "no-new-privileges=true"} & set(options):
        findings.append("no-new-privileges is not set; add it to security_opts")
    findings += [
        f"process {process.pid} ({process.name}) has NoNewPrivs {process.value('NoNewPrivs')}"
        for process in processes(facts)
        if process.value("NoNewPrivs") != "1"
    ]
    return findings


def check_seccomp(facts: Facts, expected: Expected) -> list[str]:  # noqa: ARG001
    """A seccomp filter is active on every process."""
    findings = [
        f"security option {option!r} switches the filter off"
        for option in facts.inspected("HostConfig.SecurityOpt") or []
        if option.replace("=", ":") == "seccomp:unconfined"
    ]
    findings += [
        f"process {process.pid} ({process.name}) has Seccomp {process.value('Seccomp')}"
        for process in processes(facts)
        if process.value("Seccomp") != _SECCOMP_MODE_FILTER
    ]
    return findings


def check_ulimits(facts: Facts, expected: Expected) -> list[str]:
    """The limits of open files and processes are in force on PID 1."""
    found = limits(facts)
    wanted = {"max open files": expected.nofile, "max processes": expected.nproc}
    return [
        f"{name} is {found.get(name)}, expected {value}"
        for name, value in wanted.items()
        if found.get(name) != (str(value), str(value))
    ]


def check_no_remote_shell(facts: Facts, expected: Expected) -> list[str]:  # noqa: ARG001
    """No SSH server runs in the container."""
    return [
        f"process {process.pid} is {process.name}"
        for process in processes(facts)
        if process.name in {"sshd", "dropbear", "telnetd"}
    ]
