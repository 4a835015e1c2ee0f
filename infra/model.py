"""The words in which the topology is written: plain frozen values, no engine, no Pulumi."""

from dataclasses import dataclass
from enum import StrEnum

from policies.accepted import JOB, SERVICE


class Kind(StrEnum):
    """How a workload lives."""

    SERVICE = SERVICE
    """Runs until it is removed; the engine restarts it."""
    JOB = JOB
    """Runs once to its end before what depends on it starts."""


@dataclass(frozen=True, slots=True)
class Network:
    """One relation between workloads; whoever is not in it cannot speak on it."""

    name: str
    purpose: str
    internal: bool = True
    """An internal network has no way out of the host; only `edge` is not internal."""


@dataclass(frozen=True, slots=True)
class DataVolume:
    """What a workload keeps when its container is replaced."""

    name: str
    path: str
    """Where the container sees it."""


@dataclass(frozen=True, slots=True)
class SecretFile:
    """One file in `/run/secrets` of one workload."""

    name: str
    """The file's name in the container."""
    stored: str
    """Name of the stored secret, or of the rendered document, that is its content."""


@dataclass(frozen=True, slots=True)
class HealthProbe:
    """How the engine asks a workload whether it is healthy. Never through a shell."""

    command: tuple[str, ...]
    interval_seconds: int = 3
    """The first probe comes after one interval, so it bounds how early a service is healthy."""
    timeout_seconds: int = 3
    retries: int = 5
    start_seconds: int = 30
    """Failures in this time do not count."""
    wait_seconds: int = 90
    """How long the deployment waits for the first healthy answer."""


@dataclass(frozen=True, slots=True)
class Workload:
    """One container of the platform, as data."""

    name: str
    image: str
    networks: tuple[str, ...]
    memory_mib: int
    cpus: str
    kind: Kind = Kind.SERVICE
    entrypoint: tuple[str, ...] = ()
    """Empty: the image's own."""
    command: tuple[str, ...] = ()
    environment: tuple[tuple[str, str], ...] = ()
    secrets: tuple[SecretFile, ...] = ()
    volumes: tuple[DataVolume, ...] = ()
    probe: HealthProbe | None = None
    published: bool = False
    """Publishes its port of `policies.accepted.PUBLISHED_PORTS` through `edge`."""
    told_image: bool = False
    """Gets its own `name@sha256:...` as NOVAOS_IMAGE, to say what it runs."""
    allowed_origins: tuple[str, ...] = ()
    """Consoles whose pages may connect; rendered as ALLOWED_ORIGINS from their ports."""
    told_relay: bool = False
    """Gets the relay's address as ECHO_WS_URL, to tell it to browsers."""
    told_origins: bool = False
    """Gets the origins under which browsers know it as CONSOLE_ORIGINS."""
    told_relay_origin: bool = False
    """Gets the relay's origin as RELAY_URL, to let its pages connect there."""
    internal_ports: tuple[int, ...] = ()
    """Ports that are listened on beside the called ones, and that are never published."""
    depends_on: tuple[str, ...] = ()
    """Workloads that are healthy (or, for a job, ended well) before this one starts."""
    stop_signal: str = "SIGTERM"
    stop_seconds: int = 10


@dataclass(frozen=True, slots=True)
class Flow:
    """Who may talk to whom: `source` opens a connection to `target`'s port."""

    source: str
    target: str
    port: int


@dataclass(frozen=True, slots=True)
class RedisUser:
    """One client of one Redis zone, and everything it may do there."""

    name: str
    commands: tuple[str, ...]
    """Lower case; `command|argument` grants that first argument only."""
    read_keys: tuple[str, ...] = ()
    write_keys: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    publishes: tuple[str, ...] | None = None
    """Channels for PUBLISH, where it hears more than it may say; None: the same as `channels`."""
    password: str | None = None
    """Name of the stored secret. None: no password, for a user that may do nothing but PING."""
    from_host: bool = False
    """Used by the audit from the host: no workload has its password."""


@dataclass(frozen=True, slots=True)
class RedisZone:
    """One Redis server for one trust zone (design, decision 10)."""

    workload: str
    database: int
    users: tuple[RedisUser, ...]

    @property
    def acl_document(self) -> str:
        """Name of the rendered ACL file among the stored secrets."""
        return f"{self.workload}.users.acl"
