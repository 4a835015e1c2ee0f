"""The topology's invariants, and that each contradiction is found."""

from dataclasses import replace

import pytest

from infra.addresses import MACHINES
from infra.model import DataVolume, Flow, Kind, Network, RedisUser, SecretFile, Workload
from infra.secret_names import FINGERPRINT_KEY, PASSPHRASE, secret_names
from infra.settings import ENVIRONMENTS
from infra.topology_checks import check_consoles, check_topology
from policies.accepted import (
    CONSOLES,
    DATA_NETWORK,
    EDGE_NETWORK,
    NETWORK_MEMBERS,
    PUBLISHED_PORTS,
)
from tests.support.infra import topology_of

TOPOLOGY = topology_of()
_AGENTS = [each for each in TOPOLOGY.workloads if each.name.startswith("agent-")]


def test_topology_names_every_workload() -> None:
    assert [each.name for each in TOPOLOGY.workloads] == [
        "postgres",
        *("redis-agents", "redis-brc", "redis-gypsycove"),
        *("core-api-migrations", "core-api", "echo-ws"),
        *("agent-audita", "agent-echo", "agent-glitch", "agent-lyra"),
        *("agent-nova", "agent-riven", "agent-velora"),
        *("gypsy-cove", "novaos-console", "web-shell"),
    ]


@pytest.mark.parametrize("agent", _AGENTS, ids=lambda each: each.name)
def test_agent_reaches_core_api_and_its_redis_only(agent: Workload) -> None:
    assert set(agent.networks) == {"agents", "redis-agents"}


@pytest.mark.parametrize("name", sorted(CONSOLES))
def test_console_is_with_core_api_alone(name: str) -> None:
    console = TOPOLOGY.workload(name)
    assert set(console.networks) == {name, EDGE_NETWORK}
    assert {each.name for each in TOPOLOGY.workloads if name in each.networks} == {name, "core-api"}
    assert [(flow.target, flow.port) for flow in TOPOLOGY.flows if flow.source == name] == [
        ("core-api", 8760)
    ]
    assert not [flow for flow in TOPOLOGY.flows if flow.target == name]


@pytest.mark.parametrize("name", sorted(CONSOLES))
def test_console_keeps_nothing_and_has_its_own_key_only(name: str) -> None:
    console = TOPOLOGY.workload(name)
    assert console.volumes == ()
    assert console.secrets == (
        SecretFile("session_key", f"{name}_session_key"),
        SecretFile("machine_key", f"{name}_machine_key"),
    )
    assert console.image == name


def test_no_user_of_a_store_is_a_console() -> None:
    assert not {user.name for zone in TOPOLOGY.redis_zones for user in zone.users} & CONSOLES


def test_gateway_relay_and_consoles_publish_and_nobody_else() -> None:
    published = {each.name for each in TOPOLOGY.workloads if each.published}
    assert published == {"core-api", "echo-ws"} | CONSOLES == set(PUBLISHED_PORTS)


@pytest.mark.parametrize("zone", ["redis-brc", "redis-gypsycove"])
def test_zone_of_a_platform_is_shared_by_gateway_and_relay_only(zone: str) -> None:
    members = {each.name for each in TOPOLOGY.workloads if zone in each.networks}
    assert members == {zone, "core-api", "echo-ws"}


def test_relay_has_no_way_to_the_database() -> None:
    echo_ws = TOPOLOGY.workload("echo-ws")
    assert DATA_NETWORK not in echo_ws.networks
    assert not [file for file in echo_ws.secrets if "postgres" in file.stored]


def test_redis_addresses_end_in_the_number_of_their_zone() -> None:
    for name in ("core-api", "echo-ws"):
        environment = dict(TOPOLOGY.workload(name).environment)
        assert {key: environment[key] for key in environment if key.startswith("REDIS_URL")} == {
            "REDIS_URL_AGENTS": f"redis://{name}@redis-agents:6379/3",
            "REDIS_URL_BRC": f"redis://{name}@redis-brc:6379/1",
            "REDIS_URL_GYPSYCOVE": f"redis://{name}@redis-gypsycove:6379/2",
        }


def test_all_of_it_fits_into_four_gibibytes() -> None:
    assert sum(each.memory_mib for each in TOPOLOGY.workloads) <= 4096


def test_only_edge_is_not_internal() -> None:
    assert [each.name for each in TOPOLOGY.networks if not each.internal] == [EDGE_NETWORK]


def test_every_generated_secret_has_a_consumer() -> None:
    mounted = {file.stored for each in TOPOLOGY.workloads for file in each.secrets}
    users = {user.password for zone in TOPOLOGY.redis_zones for user in zone.users}
    # In core-api as a hash; in its machine as it is.
    mounted |= {f"{machine}_machine_key" for machine in MACHINES}
    own = {PASSPHRASE, FINGERPRINT_KEY}
    assert set(secret_names().generated) - own <= mounted | users
    assert mounted <= set(secret_names().generated) | set(secret_names().rendered)


def test_migrations_have_the_owner_and_core_api_has_not() -> None:
    owners = [
        each.name
        for each in TOPOLOGY.workloads
        if "postgres_owner_password" in {file.stored for file in each.secrets}
    ]
    assert owners == ["postgres", "core-api-migrations"]


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_names_and_urls_belong_to_the_environment(environment: str) -> None:
    topology = topology_of(environment)
    assert topology.engine_name("core-api") == f"novaos-{environment}-core-api"
    offset = topology.settings.port_offset
    assert topology.urls == {
        "core-api": f"http://127.0.0.1:{8760 + offset}",
        "echo-ws": f"ws://127.0.0.1:{8765 + offset}",
        "gypsy-cove": f"http://127.0.0.1:{3000 + offset}",
        "novaos-console": f"http://127.0.0.1:{3001 + offset}",
        "web-shell": f"http://127.0.0.1:{3002 + offset}",
    }


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_consoles_of_the_same_environment_may_connect_to_the_relay(environment: str) -> None:
    topology = topology_of(environment)
    origins = topology.origins(topology.workload("echo-ws"))
    offset = topology.settings.port_offset
    own = {3000: "gypsycove.localhost", 3001: "novaos.localhost", 3002: "blackrose.localhost"}
    assert set(origins) == {
        f"http://{host}:{port + offset}"
        for port, name in own.items()
        for host in (name, "localhost", "127.0.0.1")
    }
    assert topology.origins(topology.workload("core-api")) == ()


def _found(**changes: object) -> list[str]:
    parts = {
        "networks": TOPOLOGY.networks,
        "workloads": TOPOLOGY.workloads,
        "flows": TOPOLOGY.flows,
        "zones": TOPOLOGY.redis_zones,
    }
    return check_topology(**{**parts, **changes})  # type: ignore[arg-type] # parts by name


def _with(name: str, **changes: object) -> tuple[Workload, ...]:
    return tuple(
        replace(each, **changes) if each.name == name else each  # type: ignore[arg-type] # by name
        for each in TOPOLOGY.workloads
    )


def test_real_topology_holds_together() -> None:
    assert _found() == []


@pytest.mark.parametrize(
    ("workloads", "named"),
    [
        (_with("agent-nova", networks=("agents", "redis-agents", "data")), "on network data"),
        (_with("agent-nova", networks=("agents", "redis-brc")), "on network redis-brc"),
        (_with("agent-nova", networks=("agents", "redis-agents", "edge")), "publishing"),
        (_with("agent-nova", networks=("agents", "redis-agents", "moon")), "unknown"),
        (_with("agent-nova", networks=()), "no network"),
        (_with("agent-nova", networks=("agents",)), "no network in common"),
        (_with("web-shell", networks=("web-shell", "redis-brc", "edge")), "redis-brc; a console"),
        (_with("web-shell", networks=("web-shell", "data", "edge")), "on network data"),
        (_with("web-shell", networks=("web-shell", "gypsy-cove", "edge")), "with gypsy-cove"),
        (_with("web-shell", volumes=(DataVolume("data", "/data"),)), "keeps nothing"),
        (_with("web-shell", networks=("edge",)), "no network in common"),
        (_with("core-api", published=False), "publishing"),
        (_with("core-api", depends_on=("agent-nova",)), "does not come before"),
        (_with("core-api", probe=None), "health probe"),
        (_with("core-api", kind=Kind.JOB), "not what is accepted"),
        (_with("core-api", secrets=()), "has no client"),
        (_with("redis-agents", secrets=(SecretFile("users.acl", "else"),)), "does not get"),
        ((*TOPOLOGY.workloads, TOPOLOGY.workloads[-1]), "is there twice"),
    ],
)
def test_contradicting_workload_is_found(workloads: tuple[Workload, ...], named: str) -> None:
    assert any(named in text for text in _found(workloads=workloads))


@pytest.mark.parametrize("store", ["postgres", "redis-brc", "echo-ws", "agent-nova"])
def test_stranger_on_the_network_of_a_console_is_found(store: str) -> None:
    workloads = _with(store, networks=(*TOPOLOGY.workload(store).networks, "gypsy-cove"))
    assert f"gypsy-cove shares a network with {store}; a console has core-api alone" in (
        check_consoles(TOPOLOGY.networks, workloads)
    )


def test_network_that_carries_no_flow_is_found() -> None:
    flows = tuple(each for each in TOPOLOGY.flows if each.target != "postgres")
    assert "network data carries no flow" in _found(flows=flows)


def test_flow_to_nobody_is_found() -> None:
    assert any("unknown workload" in text for text in _found(flows=(Flow("x", "y", 1),)))


def test_second_network_with_a_way_out_is_found() -> None:
    networks = (*TOPOLOGY.networks, Network("leak", "none", internal=False))
    assert any("not internal" in text for text in _found(networks=networks))


def test_redis_user_without_client_is_found() -> None:
    zone = TOPOLOGY.redis_zones[0]
    stranger = RedisUser("stranger", ("ping",), password="somewhere")  # noqa: S106 - a name
    zones = (replace(zone, users=(*zone.users, stranger)),)
    assert any("stranger" in text for text in _found(zones=zones))


def test_accepted_members_are_those_that_run() -> None:
    members = {
        network.name: {each.name for each in TOPOLOGY.workloads if network.name in each.networks}
        for network in TOPOLOGY.networks
        if network.internal
    }
    assert members == NETWORK_MEMBERS
