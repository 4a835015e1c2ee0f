"""The workloads of the platform, as data. A further workload is one more entry here.

What a workload needs from the others is said once: its networks, its secrets, what it waits for,
and in `FLOWS` whom it calls. `infra.topology` checks that these agree.
"""

from infra.model import DataVolume, Flow, HealthProbe, Kind, Network, SecretFile, Workload
from policies.accepted import DATA_NETWORK, EDGE_NETWORK, PUBLISHED_PORTS, SECRETS_PATH

POSTGRES_PORT = 5432
REDIS_PORT = 6379
AGENTS_DATABASE = 3
CORE_API_PORT = PUBLISHED_PORTS["core-api"]
_PYTHON = "/usr/bin/python3"
_SECRETS = ("SECRETS_DIRECTORY", SECRETS_PATH)
_POSTGRES = (
    ("POSTGRES_HOST", "postgres"),
    ("POSTGRES_PORT", str(POSTGRES_PORT)),
    ("POSTGRES_DATABASE", "novaos"),
)
AGENT_NAMES = ("nova",)

NETWORKS = (
    Network(DATA_NETWORK, "PostgreSQL and those who use it"),
    Network("redis-agents", "Redis of the agents' zone, the agents and core-api"),
    Network("agents", "agents call core-api"),
    Network(EDGE_NETWORK, "published ports; no masquerading, no talk inside", internal=False),
)


def redis_url(user: str, database: int = AGENTS_DATABASE) -> str:
    """Address of the agents' Redis for one user; the password comes from a file."""
    return f"redis://{user}@redis-agents:{REDIS_PORT}/{database}"


def _postgres() -> Workload:
    roles = ("superuser", "owner", "app", "backup")
    return Workload(
        name="postgres",
        image="postgres",
        networks=(DATA_NETWORK,),
        memory_mib=512,
        cpus="1.0",
        secrets=tuple(
            SecretFile(f"postgres_{r}_password", f"postgres_{r}_password") for r in roles
        ),
        volumes=(DataVolume("data", "/var/lib/postgresql/data"),),
        probe=HealthProbe(
            (
                "/usr/lib/postgresql/17/bin/pg_isready",
                *("-q", "-h", "127.0.0.1", "-U", "novaos_app", "-d", "novaos"),
            ),
            interval_seconds=2,
        ),
        # SIGINT is PostgreSQL's fast shutdown; SIGTERM would wait for every client to leave.
        stop_signal="SIGINT",
        stop_seconds=30,
    )


def _redis_agents() -> Workload:
    return Workload(
        name="redis-agents",
        image="redis",
        networks=("redis-agents",),
        memory_mib=128,
        cpus="0.5",
        entrypoint=("/usr/bin/redis-server",),
        command=(
            *("--aclfile", f"{SECRETS_PATH}/users.acl"),
            *("--dir", "/data"),
            *("--databases", str(AGENTS_DATABASE + 1)),
            *("--appendonly", "yes"),
            *("--appendfsync", "everysec"),
            # Half of the limit: rewriting the append-only file may need the other half.
            *("--maxmemory", "64mb"),
            *("--maxmemory-policy", "noeviction"),
            *("--protected-mode", "yes"),
            # Every interface of the container; its only network is the zone's own.
            *("--bind", "0.0.0.0"),  # noqa: S104
            *("--tcp-keepalive", "60"),
        ),
        secrets=(SecretFile("users.acl", "redis-agents.users.acl"),),
        volumes=(DataVolume("data", "/data"),),
        probe=HealthProbe(
            # The probe user may do nothing but PING and has no password to keep.
            (
                "/usr/bin/redis-cli",
                "-e",
                "--no-auth-warning",
                "--user",
                "probe",
                "--pass",
                "-",
                "ping",
            ),
            interval_seconds=2,
        ),
    )


def _core_api_migrations() -> Workload:
    return Workload(
        name="core-api-migrations",
        image="core-api",
        kind=Kind.JOB,
        networks=(DATA_NETWORK,),
        memory_mib=256,
        cpus="1.0",
        entrypoint=(_PYTHON,),
        command=("-m", "services.core_api.migrate"),
        environment=(*_POSTGRES, ("POSTGRES_USER", "novaos_owner"), _SECRETS),
        secrets=(SecretFile("postgres_owner_password", "postgres_owner_password"),),
        depends_on=("postgres",),
    )


def _core_api() -> Workload:
    return Workload(
        name="core-api",
        image="core-api",
        networks=(DATA_NETWORK, "redis-agents", "agents", EDGE_NETWORK),
        memory_mib=512,
        cpus="1.0",
        environment=(
            *_POSTGRES,
            ("POSTGRES_USER", "novaos_app"),
            ("REDIS_URL_AGENTS", redis_url("core-api")),
            _SECRETS,
        ),
        secrets=(
            SecretFile("agent_shared_token", "agent_shared_token"),
            SecretFile("postgres_app_password", "postgres_app_password"),
            SecretFile("redis_agents_password", "redis_agents_core-api_password"),
        ),
        probe=HealthProbe((_PYTHON, "-m", "services.core_api.healthcheck"), interval_seconds=2),
        published=True,
        depends_on=("core-api-migrations", "redis-agents"),
    )


def _agent(name: str) -> Workload:
    workload = f"agent-{name}"
    return Workload(
        name=workload,
        image=workload,
        networks=("agents", "redis-agents"),
        memory_mib=128,
        cpus="0.5",
        environment=(
            ("AGENT_NAME", name),
            ("CORE_API_URL", f"http://core-api:{CORE_API_PORT}"),
            ("REDIS_URL_AGENTS", redis_url(workload)),
            _SECRETS,
        ),
        secrets=(
            SecretFile("agent_shared_token", "agent_shared_token"),
            SecretFile("redis_agents_password", f"redis_agents_{workload}_password"),
        ),
        probe=HealthProbe((_PYTHON, "-m", "agents.runtime.health"), interval_seconds=3),
        depends_on=("core-api",),
    )


WORKLOADS = (
    _postgres(),
    _redis_agents(),
    _core_api_migrations(),
    _core_api(),
    *(_agent(name) for name in AGENT_NAMES),
)

FLOWS = (
    Flow("core-api-migrations", "postgres", POSTGRES_PORT),
    Flow("core-api", "postgres", POSTGRES_PORT),
    Flow("core-api", "redis-agents", REDIS_PORT),
    *(Flow(f"agent-{name}", "core-api", CORE_API_PORT) for name in AGENT_NAMES),
    *(Flow(f"agent-{name}", "redis-agents", REDIS_PORT) for name in AGENT_NAMES),
)
