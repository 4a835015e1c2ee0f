"""Everything that runs, in the order of its dependencies, and who calls whom.

What a workload needs from the others is said once: its networks, its secrets, what it waits for
in `*_workloads.py`, and in `FLOWS` whom it calls. `infra.topology` checks that these agree.
"""

from infra.addresses import (
    AGENT_WORKLOADS,
    CONSOLES,
    CORE_API_PORT,
    POSTGRES_PORT,
    REDIS_PORT,
    ZONES,
)
from infra.addresses import zone_workload as server_of
from infra.agent_workloads import agents
from infra.console_workloads import consoles
from infra.model import Flow, Network
from infra.service_workloads import core_api, core_api_migrations, echo_ws
from infra.store_workloads import postgres, redis_servers
from policies.accepted import DATA_NETWORK, EDGE_NETWORK

NETWORKS = (
    Network(DATA_NETWORK, "PostgreSQL and those who use it"),
    Network(server_of("agents"), "Redis of the agents' zone, the agents, core-api and the relay"),
    Network(server_of("brc"), "Redis of Black Rose, core-api and the relay"),
    Network(server_of("gypsycove"), "Redis of GypsyCove, core-api and the relay"),
    Network("agents", "agents call core-api"),
    Network("relay", "the relay calls core-api"),
    *(Network(name, f"{name} calls core-api") for name in CONSOLES),
    Network(EDGE_NETWORK, "published ports; no masquerading, no talk inside", internal=False),
)

WORKLOADS = (
    postgres(),
    *redis_servers(),
    core_api_migrations(),
    core_api(),
    echo_ws(),
    *agents(),
    *consoles(),
)

FLOWS = (
    Flow("core-api-migrations", "postgres", POSTGRES_PORT),
    Flow("core-api", "postgres", POSTGRES_PORT),
    *(Flow("core-api", server_of(zone), REDIS_PORT) for zone in ZONES),
    *(Flow("echo-ws", server_of(zone), REDIS_PORT) for zone in ZONES),
    Flow("echo-ws", "core-api", CORE_API_PORT),
    *(Flow(agent, "core-api", CORE_API_PORT) for agent in AGENT_WORKLOADS),
    *(Flow(agent, server_of("agents"), REDIS_PORT) for agent in AGENT_WORKLOADS),
    *(Flow(console, "core-api", CORE_API_PORT) for console in CONSOLES),
)
