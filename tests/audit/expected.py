"""What a workload is declared to be: the right-hand side of every check.

A value of plain types, so that a check can be tried with anything. `declared.py` makes it from
the topology and the locks; nothing is declared here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class PublishedPort:
    """A port of the container that the host forwards to."""

    host_address: str
    host_port: int
    container_port: int


@dataclass(frozen=True, slots=True)
class Expected:
    """The declaration of one running workload, hardened unless it says otherwise."""

    workload: str
    container: str
    """Name in the engine."""
    image: str
    """`repository@digest` from the lock."""
    image_ids: frozenset[str]
    """How the engine may show the image: the classic image store names it by the digest of its
    configuration, containerd's by the digest of its manifest. Both are in the lock."""
    loaded_by_id: bool = False
    """The registry's own image cannot come from a registry: it is loaded and run by its id."""
    uid: int = 1000
    gid: int = 1000
    capabilities: frozenset[str] = frozenset()
    networks: Mapping[str, bool] = field(default_factory=dict)
    """Network name in the engine -> whether it is internal."""
    published: frozenset[PublishedPort] = frozenset()
    listening: frozenset[int] = frozenset()
    """TCP ports that other containers or the host may connect to."""
    reachable: frozenset[tuple[str, int]] = frozenset()
    """Workload and port that this one calls, so that the way there has to be open."""
    unreachable: frozenset[tuple[str, int]] = frozenset()
    """Workload and port with which it shares no network, so that not even a refusal comes back."""
    redis_users: Mapping[str, frozenset[str]] = field(default_factory=dict, repr=False)
    """Users of a Redis server, each with the words of its ACL; empty where there is no Redis."""
    secrets: frozenset[str] = frozenset()
    """File names below /run/secrets."""
    secret_mode: int = 0o400
    volumes: Mapping[str, tuple[str, bool]] = field(default_factory=dict)
    """Mount target -> volume name in the engine, and whether it is read-only."""
    tmpfs: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Mount target -> the options that it must have."""
    shell_reason: str = ""
    """Why the image carries a shell; empty means that it must not."""
    nofile: int = 8192
    nproc: int = 4096
    memory_limit_bytes: int = 0
    cpu_nanos: int = 0
    pids_limit: int = 0
    """0 where the provider cannot set one; the nproc limit then stands in for it."""
    restart_policy: str = "on-failure"
    restart_most: int = 5
    no_health_reason: str = ""
    """Why the engine does not ask the workload for its health; empty means that it has to."""
    runs_python: bool = False
    loosened: Mapping[str, str] = field(default_factory=dict)
    """What of the hardening profile was loosened -> the reason, for the report."""
