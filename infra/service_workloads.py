"""The servers of the platform: core-api with its migration job, and the relay echo-ws."""

from infra.addresses import (
    CONSOLES,
    CORE_API_METRICS_PORT,
    CORE_API_PORT,
    ECHO_WS_PORT,
    POSTGRES_PORT,
    ZONES,
    machine_key,
    redis_password,
    redis_url,
    zone_workload,
)
from infra.model import HealthProbe, Kind, SecretFile, Workload
from policies.accepted import DATA_NETWORK, EDGE_NETWORK, SECRETS_PATH

PYTHON = "/usr/bin/python3"
SECRETS = ("SECRETS_DIRECTORY", SECRETS_PATH)
CORE_API_URL = ("CORE_API_URL", f"http://core-api:{CORE_API_PORT}")
_POSTGRES = (
    ("POSTGRES_HOST", "postgres"),
    ("POSTGRES_PORT", str(POSTGRES_PORT)),
    ("POSTGRES_DATABASE", "novaos"),
)
_REDIS_SERVERS = tuple(zone_workload(zone) for zone in ZONES)


def same(*names: str) -> tuple[SecretFile, ...]:
    """Secret files that are called in the container as they are stored."""
    return tuple(SecretFile(name, name) for name in names)


def redis_secrets(user: str) -> tuple[SecretFile, ...]:
    """The password of one user in every zone."""
    return tuple(SecretFile(f"redis_{zone}_password", redis_password(zone, user)) for zone in ZONES)


def redis_urls(user: str) -> tuple[tuple[str, str], ...]:
    """The address of every zone for one user."""
    return tuple((f"REDIS_URL_{zone.upper()}", redis_url(zone, user)) for zone in ZONES)


def http_probe(port: int, interval_seconds: int) -> HealthProbe:
    """Ask a server of ours in its container whether it lives."""
    command = (PYTHON, "-m", "services.process.healthcheck", str(port))
    return HealthProbe(command, interval_seconds=interval_seconds)


def core_api_migrations() -> Workload:
    """The job that brings the schema up to date and makes the founder's account."""
    return Workload(
        name="core-api-migrations",
        image="core-api",
        kind=Kind.JOB,
        networks=(DATA_NETWORK,),
        memory_mib=256,
        cpus="1.0",
        entrypoint=(PYTHON,),
        command=("-m", "services.core_api.migrate"),
        environment=(*_POSTGRES, ("POSTGRES_USER", "novaos_owner"), SECRETS),
        secrets=same("postgres_owner_password", "founder_one_time_password"),
        depends_on=("postgres",),
    )


def core_api() -> Workload:
    """The gateway: the only way to PostgreSQL."""
    return Workload(
        name="core-api",
        image="core-api",
        networks=(DATA_NETWORK, *_REDIS_SERVERS, "agents", "relay", *CONSOLES, EDGE_NETWORK),
        memory_mib=512,
        cpus="1.0",
        environment=(
            *_POSTGRES,
            ("POSTGRES_USER", "novaos_app"),
            *redis_urls("core-api"),
            ("CORE_API_METRICS_PORT", str(CORE_API_METRICS_PORT)),
            SECRETS,
        ),
        told_image=True,
        told_relay=True,
        secrets=(
            *same("agent_shared_token", "field_key", "postgres_app_password"),
            *same("jwt_private.pem", "jwt_public.pem", "jwt_public_other.pem"),
            *same("machine_credentials", "supply_public.pem"),
            *redis_secrets("core-api"),
        ),
        probe=http_probe(CORE_API_PORT, interval_seconds=2),
        published=True,
        internal_ports=(CORE_API_METRICS_PORT,),
        depends_on=("core-api-migrations", *_REDIS_SERVERS),
    )


def echo_ws() -> Workload:
    """The WebSocket relay; it reads no table and asks core-api for history."""
    return Workload(
        name="echo-ws",
        image="echo-ws",
        networks=(*_REDIS_SERVERS, "relay", EDGE_NETWORK),
        # 5,000 idle clients at 25 KiB are 122 MiB; the rest is Python and the queues of slow ones.
        memory_mib=384,
        cpus="1.0",
        environment=(
            CORE_API_URL,
            ("ECHO_WS_PORT", str(ECHO_WS_PORT)),
            *redis_urls("echo-ws"),
            SECRETS,
        ),
        told_image=True,
        allowed_origins=CONSOLES,
        secrets=(SecretFile("machine_key", machine_key("echo-ws")), *redis_secrets("echo-ws")),
        probe=http_probe(ECHO_WS_PORT, interval_seconds=2),
        published=True,
        depends_on=("core-api",),
    )
