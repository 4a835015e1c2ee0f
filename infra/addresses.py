"""Who listens where inside the networks: ports, Redis zones and the machines that have keys.

The seven agents and the three zones are named here once; workloads, rights and secrets follow.
"""

from policies.accepted import PUBLISHED_PORTS

POSTGRES_PORT = 5432
REDIS_PORT = 6379
CORE_API_PORT = PUBLISHED_PORTS["core-api"]
CORE_API_METRICS_PORT = 9760
"""A listener of its own for Prometheus; never published."""
ECHO_WS_PORT = PUBLISHED_PORTS["echo-ws"]

CONSOLES = ("gypsy-cove", "novaos-console", "web-shell")
"""What people open in a browser; each has a network and a key of its own."""
AGENT_NAMES = ("audita", "echo", "glitch", "lyra", "nova", "riven", "velora")
AGENT_WORKLOADS = tuple(f"agent-{name}" for name in AGENT_NAMES)
MACHINES = (*AGENT_WORKLOADS, "echo-ws", *CONSOLES)
"""Workloads that prove who they are to core-api with a key of their own."""

ZONE_DATABASES = {"agents": 3, "brc": 1, "gypsycove": 2}
"""Redis zone -> the number of its database, on a server of its own (design, decision 10)."""
ZONES = tuple(ZONE_DATABASES)


def zone_workload(zone: str) -> str:
    """Name of the workload, and of the network, of one Redis zone."""
    return f"redis-{zone}"


def redis_url(zone: str, user: str) -> str:
    """Address of a zone's Redis for one user; the password comes from a file."""
    return f"redis://{user}@{zone_workload(zone)}:{REDIS_PORT}/{ZONE_DATABASES[zone]}"


def redis_password(zone: str, user: str) -> str:
    """Name of the stored password of one user in one zone."""
    return f"redis_{zone}_{user}_password"


def session_key(console: str) -> str:
    """Name of the stored key that seals the cookies of a console."""
    return f"{console}_session_key"


def machine_key(machine: str) -> str:
    """Name of the stored key with which a machine proves who it is."""
    return f"{machine}_machine_key"
