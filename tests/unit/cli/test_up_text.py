"""What `up` says at its end: every address, and where the first login is, never the password."""

from dataclasses import replace

import pytest

from cli.up import render_next_steps
from infra.settings import ENVIRONMENTS
from infra.topology import build_topology
from tests.support.infra import topology_of


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_addresses_and_first_login_are_named(environment: str) -> None:
    topology = topology_of(environment)
    text = render_next_steps(environment, topology)
    assert f"http://127.0.0.1:{8760 + topology.settings.port_offset}" in text
    assert f"ws://127.0.0.1:{8765 + topology.settings.port_offset}" in text
    assert "founder" in text
    assert f"where     http://novaos.localhost:{3001 + topology.settings.port_offset}\n" in text
    assert f"secrets/{environment}/founder_one_time_password" in text


@pytest.mark.parametrize("environment", ENVIRONMENTS)
@pytest.mark.parametrize(
    ("address", "whom"),
    [
        ("http://novaos.localhost:{}", "for the founder"),
        ("http://gypsycove.localhost:{}", "for families"),
        ("http://blackrose.localhost:{}", "for creators, members and moderators"),
    ],
)
def test_each_console_is_named_with_its_address_and_people(
    environment: str, address: str, whom: str
) -> None:
    topology = topology_of(environment)
    port = {"novaos": 3001, "gypsycove": 3000, "blackrose": 3002}[address[7:].partition(".")[0]]
    text = render_next_steps(environment, topology)
    (line,) = (each for each in text.splitlines() if whom in each)
    assert line.split()[0] == address.format(port + topology.settings.port_offset)


def test_public_address_is_the_one_that_people_are_told() -> None:
    public = {"web-shell": "https://blackrose.example.org"}
    settings = replace(topology_of().settings, public_addresses=public)
    text = render_next_steps("dev", build_topology(settings))
    assert "https://blackrose.example.org" in text
    assert "blackrose.localhost" not in text
