"""Checks of the file systems: what can be written, executed or used to change the user."""

from tests.audit.expected import Expected
from tests.audit.facts import Facts
from tests.audit.probe_output import FileEntry, file_entries, mounts

SHELLS = frozenset(
    {"ash", "bash", "busybox", "csh", "dash", "fish", "ksh", "ksh93", "lksh", "mksh", "posh"}
    | {"rbash", "sh", "tcsh", "toybox", "yash", "zsh"}
)
PACKAGE_MANAGERS = frozenset(
    {"apk", "apt", "apt-get", "aptitude", "dnf", "dpkg", "dpkg-deb", "microdnf", "npm", "pacman"}
    | {"pip", "pip3", "rpm", "snap", "uv", "yum", "zypper"}
)
_SET_USER_OR_GROUP = 0o6000
_ROOT = "/proc/1/root"
_KIBIBYTES = {"k": 1, "m": 1024, "g": 1024 * 1024}


def check_read_only_root(facts: Facts, expected: Expected) -> list[str]:  # noqa: ARG001
    """The root file system is mounted read-only."""
    findings = []
    if facts.inspected("HostConfig.ReadonlyRootfs") is not True:
        findings.append("the container may write to its root; set read_only")
    root = mounts(facts).get("/")
    if root is None or "ro" not in root.options:
        findings.append("/ is not mounted read-only")
    return findings


def check_tmpfs(facts: Facts, expected: Expected) -> list[str]:
    """Memory file systems are the declared ones, with their size, owner and mount flags."""
    configured = set(facts.inspected("HostConfig").get("Tmpfs") or {})
    findings = [
        f"{target} is a tmpfs for the engine or in the declaration, but not in both"
        for target in sorted(configured ^ set(expected.tmpfs))
    ]
    seen = mounts(facts)
    modes = {
        entry.path.removeprefix(_ROOT): f"mode={entry.mode:o}"
        for entry in file_entries(facts, "tmpfs-folders")
    }
    for target, wanted in expected.tmpfs.items():
        mount = seen.get(target)
        if mount is None or mount.filesystem != "tmpfs":
            findings.append(f"{target} is not a tmpfs")
            continue
        found = mount.options | mount.filesystem_options | {modes.get(target, "")}
        missing = {option for option in wanted if _as_kernel_shows(option) not in found}
        findings += [f"{target} lacks the option {option}" for option in sorted(missing)]
    return findings


def _as_kernel_shows(option: str) -> str:
    """The kernel prints sizes in KiB (mm/shmem.c, shmem_show_options)."""
    name, _, value = option.partition("=")
    unit = value[-1:].lower()
    if name != "size" or unit not in _KIBIBYTES:
        return option
    return f"size={int(value[:-1]) * _KIBIBYTES[unit]}k"


def check_no_shell(facts: Facts, expected: Expected) -> list[str]:
    """The image has no shell, unless the workload says why it needs one."""
    if expected.shell_reason:
        return []
    return _named(facts, SHELLS, "is a shell")


def check_no_package_manager(facts: Facts, expected: Expected) -> list[str]:  # noqa: ARG001
    """The image has no package manager."""
    return _named(facts, PACKAGE_MANAGERS, "is a package manager")


def check_no_setuid(facts: Facts, expected: Expected) -> list[str]:  # noqa: ARG001
    """No file changes the user or group of who executes it."""
    return [
        f"/{entry.path} has mode {entry.mode:o}"
        for entry in _programs(facts)
        if entry.kind == "f" and entry.mode & _SET_USER_OR_GROUP
    ]


def check_mounts(facts: Facts, expected: Expected) -> list[str]:
    """Nothing of the host is mounted, and the volumes are the declared ones."""
    findings = []
    found = {}
    for mount in facts.inspected("Mounts"):
        target, kind = mount["Destination"], mount["Type"]
        if kind != "volume":
            if kind != "tmpfs":
                findings.append(f"{target} is a {kind} mount of {mount.get('Source')}")
            continue
        found[target] = (mount["Name"], not mount["RW"])
    findings += [
        f"{path} is bound from the host"
        for path in facts.inspected("HostConfig.Binds") or []
        if path.startswith("/")
    ]
    for target in sorted(set(found) | set(expected.volumes)):
        if found.get(target) != expected.volumes.get(target):
            findings.append(
                f"{target} is volume {found.get(target)}, declared {expected.volumes.get(target)}"
            )
    return findings


def check_mount_propagation(facts: Facts, expected: Expected) -> list[str]:  # noqa: ARG001
    """No mount is shared with the host."""
    return [
        f"{mount['Destination']} has propagation {mount['Propagation']}"
        for mount in facts.inspected("Mounts")
        if mount.get("Propagation", "") not in {"", "private", "rprivate"}
    ]


def check_no_engine_socket(facts: Facts, expected: Expected) -> list[str]:  # noqa: ARG001
    """The engine's socket is not in the container."""
    from_engine = [mount.get("Source", "") for mount in facts.inspected("Mounts")]
    return [
        f"{path} gives control over the engine"
        for path in [*from_engine, *mounts(facts)]
        if path.endswith(("docker.sock", "containerd.sock", "podman.sock"))
    ]


def check_bytecode(facts: Facts, expected: Expected) -> list[str]:
    """Python writes no bytecode at run time."""
    if not expected.runs_python:
        return []
    variables = dict(item.partition("=")[::2] for item in facts.inspected("Config.Env") or [])
    if variables.get("PYTHONDONTWRITEBYTECODE") == "1":
        return []
    return ["PYTHONDONTWRITEBYTECODE is not 1 in the container's environment"]


def _programs(facts: Facts) -> tuple[FileEntry, ...]:
    facts.section("root")
    entries = file_entries(facts, "programs")
    if not any(entry.kind == "f" for entry in entries):
        # A container runs at least one program: an empty list means that we did not see.
        facts.follow({}, "programs", "root file system")
    return entries


def _named(facts: Facts, names: frozenset[str], what: str) -> list[str]:
    return [
        f"/{entry.path} {what}"
        for entry in _programs(facts)
        # Scripts below /etc are configuration of a package that bear its name.
        if entry.name in names and not entry.path.startswith("etc/")
    ]
