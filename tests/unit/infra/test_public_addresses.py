"""Addresses behind a TLS proxy: spelled as browsers spell them, and then the only ones."""

from dataclasses import replace

import pytest

from infra.plan import build_plan
from infra.public_addresses import check_public_addresses
from infra.topology import Topology, build_topology
from tests.support.infra import reference, topology_of

RELAY = {"echo-ws": "wss://relay.example.org"}
FOUNDER = {"novaos-console": "https://console.example.org"}


def _topology(addresses: dict[str, str]) -> Topology:
    return build_topology(replace(topology_of().settings, public_addresses=addresses))


@pytest.mark.parametrize(
    "addresses",
    [
        {},
        RELAY,
        FOUNDER | RELAY,
        {"web-shell": "https://blackrose.example.org:8443"},
        {"gypsy-cove": "https://192.0.2.7"},
    ],
)
def test_address_that_browsers_send_is_accepted(addresses: dict[str, str]) -> None:
    assert check_public_addresses(addresses) == []


@pytest.mark.parametrize(
    ("addresses", "named"),
    [
        ({"web-shell": "http://x.example"}, "expected https://"),
        ({"web-shell": "wss://x.example"}, "expected https://"),
        ({"echo-ws": "https://x.example"}, "expected wss://"),
        ({"web-shell": "https://x.example/"}, "expected https://"),
        ({"web-shell": "https://x.example/shop"}, "expected https://"),
        ({"web-shell": "https://x.example:443"}, "expected https://"),
        ({"web-shell": "https://x.example:99999"}, "expected https://"),
        ({"web-shell": "https://X.example"}, "expected https://"),
        ({"web-shell": "https://*.example"}, "expected https://"),
        ({"web-shell": "https://a@x.example"}, "expected https://"),
        ({"web-shell": "https://x.example,https://y.example"}, "expected https://"),
        ({"web-shell": "https://x.example\n"}, "expected https://"),
        ({"web-shell": "https://[::1"}, "expected https://"),
        ({"web-shell": "https://"}, "expected https://"),
        ({"web-shell": None}, "expected https://"),
        ({"web-shell": ""}, "expected https://"),
        ({"core-api": "https://x.example"}, "core-api"),
        ({"web-shell": "https://x.example", "gypsy-cove": "https://x.example"}, "same address"),
        (FOUNDER, "echo-ws"),
        (["https://x.example"], "no mapping"),
        ("https://x.example", "no mapping"),
        (None, "no mapping"),
    ],
)
def test_address_that_browsers_could_not_use_is_found(addresses: object, named: str) -> None:
    assert any(named in text for text in check_public_addresses(addresses))


def test_public_address_is_the_only_origin_of_a_console() -> None:
    topology = _topology(FOUNDER | RELAY)
    assert topology.console_origins("novaos-console") == ("https://console.example.org",)
    assert topology.console_origins("web-shell")[0] == "http://blackrose.localhost:3002"


def test_relay_lets_the_pages_of_a_public_address_in() -> None:
    topology = _topology(FOUNDER | RELAY)
    origins = topology.origins(topology.workload("echo-ws"))
    assert "https://console.example.org" in origins
    assert "http://novaos.localhost:3001" not in origins
    assert "http://gypsycove.localhost:3000" in origins


def test_browsers_are_told_the_public_address_of_the_relay() -> None:
    topology = _topology(FOUNDER | RELAY)
    plan = build_plan(topology, {name: reference(name) for name in topology.images}, {})
    told = {each.workload.name: each.container["envs"] for each in plan.workloads}
    assert "ECHO_WS_URL=wss://relay.example.org/ws" in told["core-api"]
    assert "RELAY_URL=wss://relay.example.org" in told["novaos-console"]


def test_published_ports_stay_on_the_host() -> None:
    assert _topology(FOUNDER | RELAY).urls == topology_of().urls


def test_ipv6_address_is_spelled_as_urls_do() -> None:
    topology = build_topology(replace(topology_of().settings, publish_address="::1"))
    assert topology.urls["core-api"] == "http://[::1]:8760"
    assert topology.console_origins("web-shell")[-1] == "http://[::1]:3002"
