"""The topology's invariants, and that each contradiction is found."""

from dataclasses import replace

import pytest

from infra.model import Flow, Kind, Network, RedisUser, SecretFile, Workload
from infra.secret_names import FINGERPRINT_KEY, PASSPHRASE, secret_names
from infra.settings import ENVIRONMENTS
from infra.topology_checks import check_topology
from policies.accepted import DATA_NETWORK, EDGE_NETWORK
from tests.support.infra import topology_of

TOPOLOGY = topology_of()
_AGENTS = [each for each in TOPOLOGY.workloads if each.name.startswith("agent-")]


def test_topology_names_the_first_workloads() -> None:
    assert [each.name for each in TOPOLOGY.workloads] == [
        "postgres",
        "redis-agents",
        "core-api-migrations",
        "core-api",
        "agent-nova",
    ]


@pytest.mark.parametrize("agent", _AGENTS, ids=lambda each: each.name)
def test_agent_reaches_neither_data_nor_edge(agent: Workload) -> None:
    assert not {DATA_NETWORK, EDGE_NETWORK} & set(agent.networks)


def test_only_core_api_publishes() -> None:
    assert [each.name for each in TOPOLOGY.workloads if each.published] == ["core-api"]


def test_only_edge_is_not_internal() -> None:
    assert [each.name for each in TOPOLOGY.networks if not each.internal] == [EDGE_NETWORK]


def test_every_generated_secret_has_a_consumer() -> None:
    mounted = {file.stored for each in TOPOLOGY.workloads for file in each.secrets}
    users = {user.password for zone in TOPOLOGY.redis_zones for user in zone.users}
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
    port = 8760 + topology.settings.port_offset
    assert topology.urls == {"core-api": f"http://127.0.0.1:{port}"}


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
        (_with("agent-nova", networks=("agents", "redis-agents", "data")), "data network"),
        (_with("agent-nova", networks=("agents", "redis-agents", "edge")), "publishing"),
        (_with("agent-nova", networks=("agents", "redis-agents", "moon")), "unknown"),
        (_with("agent-nova", networks=()), "no network"),
        (_with("agent-nova", networks=("agents",)), "no network in common"),
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
