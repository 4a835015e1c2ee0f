"""What `up` says at its end: every address, and where the first login is, never the password."""

import pytest

from cli.up import render_next_steps
from infra.settings import ENVIRONMENTS
from tests.support.infra import topology_of


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_addresses_and_first_login_are_named(environment: str) -> None:
    topology = topology_of(environment)
    text = render_next_steps(environment, topology.urls)
    assert not [url for url in topology.urls.values() if url not in text]
    assert f"ws://127.0.0.1:{8765 + topology.settings.port_offset}" in text
    assert "founder" in text
    assert f"secrets/{environment}/founder_one_time_password" in text
