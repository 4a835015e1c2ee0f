"""What we accept on the outside: names, ports, networks and resource types.

An independent statement of the platform's boundary (design, sections 4.9 and 5). The topology has
to stay inside it; the admission rules refuse what does not.
"""

import re

PROJECT = "novaos"
ENVIRONMENT_LABEL = "novaos.environment"
WORKLOAD_LABEL = "novaos.workload"
KIND_LABEL = "novaos.kind"
SECRETS_PATH = "/run/secrets"

SERVICE = "service"
JOB = "job"
SECRET_CARRIER = "secret-carrier"  # noqa: S105 - the name of a kind of container

LOCAL_ENVIRONMENTS = frozenset({"dev", "test"})
"""Environments whose ports are bound to 127.0.0.1 and nowhere else."""
PORT_OFFSETS = {"dev": 0, "staging": 10_000, "prod": 20_000, "test": 15_000}
"""All published ports stay below 32768: from there on Linux gives them to outgoing connections."""

PUBLISHED_PORTS = {
    "core-api": 8760,
    "echo-ws": 8765,
    "gypsy-cove": 3000,
    "novaos-console": 3001,
    "web-shell": 3002,
}
"""The only workloads that may publish a port, and the port inside the container."""

JOBS = frozenset({"core-api-migrations"})
"""Workloads that run once and end; all others are services."""

CONSOLES = frozenset({"gypsy-cove", "novaos-console", "web-shell"})
"""What people open in a browser: the workloads that a stranger's request meets first."""
STORES = frozenset({"postgres", "redis-agents", "redis-brc", "redis-gypsycove"})
"""Where the platform's data is: no console may have a way there."""

DATA_NETWORK = "data"
EDGE_NETWORK = "edge"
_AGENTS = frozenset(
    f"agent-{name}" for name in ("audita", "echo", "glitch", "lyra", "nova", "riven", "velora")
)
NETWORK_MEMBERS = {
    DATA_NETWORK: frozenset({"postgres", "core-api", "core-api-migrations"}),
    "redis-agents": frozenset({"redis-agents", "core-api", "echo-ws"}) | _AGENTS,
    "redis-brc": frozenset({"redis-brc", "core-api", "echo-ws"}),
    "redis-gypsycove": frozenset({"redis-gypsycove", "core-api", "echo-ws"}),
    "agents": frozenset({"core-api"}) | _AGENTS,
    "relay": frozenset({"core-api", "echo-ws"}),
    "gypsy-cove": frozenset({"core-api", "gypsy-cove"}),
    "novaos-console": frozenset({"core-api", "novaos-console"}),
    "web-shell": frozenset({"core-api", "web-shell"}),
}
"""Who may be on which network. Beside these there is only `edge`, for those who publish a port."""

NETWORK = "docker:index/network:Network"
VOLUME = "docker:index/volume:Volume"
CONTAINER = "docker:index/container:Container"
REMOTE_IMAGE = "docker:index/remoteImage:RemoteImage"

HARMLESS_TYPES = frozenset({NETWORK, VOLUME, "pulumi:pulumi:Stack", "pulumi:providers:docker"})
"""Types that cannot bring in an image."""
IMAGE_PROPERTY = {CONTAINER: "image", REMOTE_IMAGE: "name"}
"""The types that may bring one in, and the property that names it."""
COMPONENT_TYPE = re.compile(r"novaos:[a-z-]+:[A-Za-z]+")
"""Our own components only group other resources."""


def prefix(environment: str) -> str:
    """How the name of everything of one environment begins in the engine."""
    return f"{PROJECT}-{environment}-"
