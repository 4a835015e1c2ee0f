"""The engine: does it answer, and how well does it confine what it runs."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from cli.checks.finding import Finding, Status, good
from cli.engine import connect
from novaos.errors import EvidenceUnavailableError

_API_FLOOR = (1, 41)
"""Engine 20.10, the oldest that these stacks were run on."""
# runc CHANGELOG, June 2026: CVE-2026-41579 is fixed in 1.3.6, 1.4.3 and 1.5.0.
_RUNC_FLOORS = ((1, 3, 6), (1, 4, 3), (1, 5, 0))
_CLOCK_SKEW_SECONDS_MAX = 30


def gather_info() -> Mapping[str, Any] | Finding:
    """What the engine says of itself, or the finding that it does not answer."""
    try:
        client = connect()
        return {**client.info(), "ApiVersion": client.version()["ApiVersion"]}
    except EvidenceUnavailableError as error:
        why = "nothing can be deployed"
        return Finding("engine", Status.FAILED, error.message, why, "make up   (it starts one)")


def check_engine(info: Mapping[str, Any]) -> list[Finding]:
    """Every finding about an engine that answers."""
    return [
        check_version(info),
        check_runc(info),
        check_cgroups(info),
        check_seccomp(info),
        check_mandatory_access_control(info),
        check_user_namespaces(info),
        check_engine_clock(info, datetime.now(UTC)),
    ]


def check_version(info: Mapping[str, Any]) -> Finding:
    """The engine speaks the API that we use."""
    api = tuple(int(part) for part in str(info["ApiVersion"]).split("."))
    what = f"{info['ServerVersion']}, API {info['ApiVersion']}, {info.get('Driver')}"
    if api >= _API_FLOOR:
        return good("engine", what)
    return Finding(
        "engine", Status.FAILED, what, "API 1.41 or newer is needed", "install a newer docker.io"
    )


def check_runc(info: Mapping[str, Any]) -> Finding:
    """Known escapes from a container are fixed in the runtime."""
    version = str((info.get("RuncCommit") or {}).get("ID") or "")
    numbers = re.search(r"(\d+)\.(\d+)\.(\d+)", version)
    why = "CVE-2026-41579: an image with a /dev symlink reaches the host"
    fix = "install runc 1.3.6, 1.4.3 or 1.5.0 or newer, then restart the engine"
    if numbers is None:
        return Finding("runc", Status.UNKNOWN, f"version {version!r} names no release", why, fix)
    found = tuple(int(part) for part in numbers.groups())
    if is_fixed(found):
        return good("runc", version)
    if re.search(r"deb|ubuntu|\+ds", version):
        what = f"{version}: below the upstream floor, with the distribution's own fixes"
        fix = "read the package's changelog for CVE-2026-41579: apt-get changelog runc"
        return Finding("runc", Status.WARNING, what, why, fix)
    return Finding("runc", Status.FAILED, f"{version} is vulnerable", why, fix)


def is_fixed(version: tuple[int, ...]) -> bool:
    """Whether an upstream runc release has the fix, in its own series or by being newer."""
    for floor in _RUNC_FLOORS:
        if version[:2] == floor[:2]:
            return version >= floor
    return version > _RUNC_FLOORS[-1]


def check_cgroups(info: Mapping[str, Any]) -> Finding:
    """Limits are kept by cgroup v2."""
    if str(info.get("CgroupVersion")) == "2":
        return good("cgroups", "version 2")
    return Finding(
        "cgroups",
        Status.WARNING,
        f"version {info.get('CgroupVersion')}",
        "memory and PIDs limits work; version 2 accounts more exactly and protects from OOM better",
        "boot with systemd.unified_cgroup_hierarchy=1",
    )


def check_seccomp(info: Mapping[str, Any]) -> Finding:
    """System calls are filtered."""
    found = [each for each in info.get("SecurityOptions") or () if "seccomp" in each]
    if found and "unconfined" not in found[0]:
        return good("seccomp", found[0].replace("name=", ""))
    return Finding(
        "seccomp",
        Status.FAILED,
        "the engine does not filter system calls",
        "the hardening profile relies on the default profile",
        "use a kernel with CONFIG_SECCOMP_FILTER",
    )


def check_mandatory_access_control(info: Mapping[str, Any]) -> Finding:
    """AppArmor or SELinux confines containers."""
    options = " ".join(info.get("SecurityOptions") or ())
    for name in ("apparmor", "selinux"):
        if name in options:
            return good("confinement", name)
    return Finding(
        "confinement",
        Status.WARNING,
        "neither AppArmor nor SELinux",
        "one layer of defence less; the report says 'not applicable' for its controls",
        "boot a kernel with AppArmor and install the package apparmor",
    )


def check_user_namespaces(info: Mapping[str, Any]) -> Finding:
    """Whether root in a container is root on the host; reported, not demanded."""
    options = " ".join(info.get("SecurityOptions") or ())
    mode = next((each for each in ("rootless", "userns") if each in options), None)
    what = mode or "none; no container runs as root here, so none is needed"
    return good("namespaces", what)


def check_engine_clock(info: Mapping[str, Any], now: datetime) -> Finding:
    """A remote engine's clock agrees with ours."""
    text = re.sub(r"(\.\d{6})\d*", r"\1", str(info.get("SystemTime", "")))
    try:
        skew = abs((datetime.fromisoformat(text) - now).total_seconds())
    except (ValueError, TypeError):
        return Finding("engine clock", Status.UNKNOWN, "the engine does not say its time")
    if skew <= _CLOCK_SKEW_SECONDS_MAX:
        return good("engine clock", "agrees with this host")
    return Finding(
        "engine clock",
        Status.WARNING,
        f"differs by {skew:.0f} s from this host",
        "log times and heartbeats cannot be compared",
        "synchronise both clocks with NTP",
    )
