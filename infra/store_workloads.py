"""The stores: PostgreSQL, and one Redis per trust zone. They call nobody."""

from infra.addresses import ZONE_DATABASES, ZONES, zone_workload
from infra.model import DataVolume, HealthProbe, SecretFile, Workload
from policies.accepted import DATA_NETWORK, SECRETS_PATH

_ROLES = ("superuser", "owner", "app", "backup")
_REDIS_MEMORY_MIB = 128


def postgres() -> Workload:
    """The database of core-api."""
    return Workload(
        name="postgres",
        image="postgres",
        networks=(DATA_NETWORK,),
        memory_mib=512,
        cpus="1.0",
        secrets=tuple(
            SecretFile(f"postgres_{role}_password", f"postgres_{role}_password") for role in _ROLES
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


def redis_servers() -> tuple[Workload, ...]:
    """One server per zone, each on a network of its own."""
    return tuple(_redis(zone) for zone in ZONES)


def _redis(zone: str) -> Workload:
    name = zone_workload(zone)
    return Workload(
        name=name,
        image="redis",
        networks=(name,),
        memory_mib=_REDIS_MEMORY_MIB,
        cpus="0.5",
        entrypoint=("/usr/bin/redis-server",),
        command=_redis_command(ZONE_DATABASES[zone]),
        secrets=(SecretFile("users.acl", f"{name}.users.acl"),),
        volumes=(DataVolume("data", "/data"),),
        # The probe user may do nothing but PING and has no password to keep.
        probe=HealthProbe(
            (
                "/usr/bin/redis-cli",
                *("-e", "--no-auth-warning", "--user", "probe", "--pass", "-", "ping"),
            ),
            interval_seconds=2,
        ),
    )


def _redis_command(database: int) -> tuple[str, ...]:
    return (
        *("--aclfile", f"{SECRETS_PATH}/users.acl"),
        *("--dir", "/data"),
        *("--databases", str(database + 1)),
        *("--appendonly", "yes"),
        *("--appendfsync", "everysec"),
        # Half of the limit: rewriting the append-only file may need the other half.
        *("--maxmemory", f"{_REDIS_MEMORY_MIB // 2}mb"),
        *("--maxmemory-policy", "noeviction"),
        *("--protected-mode", "yes"),
        # Every interface of the container; its only network is the zone's own.
        *("--bind", "0.0.0.0"),  # noqa: S104
        *("--tcp-keepalive", "60"),
    )
