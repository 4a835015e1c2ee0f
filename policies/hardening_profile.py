"""The hardening that we accept: one profile, whose defaults are the hardened values.

The Pulumi program renders containers from it and the admission rules compare containers with it,
so neither can drift from the other. A workload that cannot live with a default is listed in
`LOOSENED` with the reason, which the compliance report prints.
"""

from dataclasses import dataclass, field, replace
from typing import Any

APP_UID = 1000
APP_GID = 1000
TMPFS_SIZE_MIB = 32
MAXIMUM_MEMORY_MIB = 2048
"""Ours: no workload of the platform needs more, so more is a mistake."""
MAXIMUM_CPUS = 2.0


@dataclass(frozen=True, slots=True)
class TmpfsMount:
    """A writable, size-limited place in memory; `executable` is the seed's `exec`."""

    path: str = "/tmp"  # noqa: S108 - a mount point inside a container
    size_mib: int = TMPFS_SIZE_MIB
    mode: str = "1777"
    executable: bool = False

    @property
    def options(self) -> str:
        """Mount options as the engine takes them."""
        execution = "exec" if self.executable else "noexec"
        owner = f"uid={APP_UID},gid={APP_GID}"
        return f"rw,{execution},nosuid,nodev,size={self.size_mib}m,{owner},mode={self.mode}"


@dataclass(frozen=True, slots=True)
class HardeningProfile:
    """What every container gets. Without arguments it is the hardened profile."""

    user: str = f"{APP_UID}:{APP_GID}"
    """CIS Docker Benchmark 1.6.0, 4.1: numeric, not root."""
    read_only: bool = True
    """CIS 5.13 (docker-bench calls it 5.12 in older editions): read-only root filesystem."""
    cap_drop: tuple[str, ...] = ("ALL",)
    cap_add: tuple[str, ...] = ()
    security_opts: tuple[str, ...] = ("no-new-privileges:true",)
    """CIS 5.26. No seccomp entry means the engine's default profile, CIS 5.22."""
    tmpfs: tuple[TmpfsMount, ...] = field(default_factory=lambda: (TmpfsMount(),))
    nofile: int = 8192
    nproc: int = 4096
    """The seed's limits, CIS 5.19. nproc also bounds processes, since the Pulumi provider
    has no PIDs limit (CIS 5.29)."""
    init: bool = True
    """A PID 1 that reaps children and forwards signals."""
    ipc_mode: str = "private"
    cgroupns_mode: str = "private"
    """Said explicitly: on a host with cgroups v1 the engine's default is the host's namespace."""
    log_driver: str = "json-file"
    log_max_size: str = "10m"
    log_max_files: str = "3"
    service_restart: str = "unless-stopped"
    """Not `on-failure:5` as CIS 5.15 has it: `cycle` ends an agent with status 0 and the engine has
    to start it again, and a platform must survive more than five faults. The engine's restart
    delay doubles up to a minute, which bounds what 5.15 wants bounded."""
    job_restart: str = "no"


@dataclass(frozen=True, slots=True)
class Loosening:
    """One property of one workload that differs from the profile, and why that is accepted."""

    workload: str
    name: str
    value: Any
    reason: str


LOOSENED: tuple[Loosening, ...] = ()
"""Empty: every workload so far runs with the full profile."""


def profile_of(workload: str, loosened: tuple[Loosening, ...] = LOOSENED) -> HardeningProfile:
    """The profile of one workload: the defaults, with what is loosened for it."""
    changes = {each.name: each.value for each in loosened if each.workload == workload}
    return replace(HardeningProfile(), **changes)
