"""Restarting an agent asks for a recent password, which no refresh replaces."""

import httpx
import pytest

from tests.support.identity_gateway import IdentityGateway

pytestmark = [pytest.mark.docker, pytest.mark.timeout(120)]


def _command(gateway: IdentityGateway, token: str, op: str) -> httpx.Response:
    body = {"agent": "riven", "op": op}
    return gateway.ask("POST", "/api/v1/agent/command", body, token=token)


def test_a_refresh_does_not_make_a_password_recent(gateway: IdentityGateway) -> None:
    founder = gateway.founder()
    before = gateway.clock.moment
    try:
        gateway.clock.advance(590)
        renewed = gateway.read_grant(gateway.refresh(founder.refresh))
        assert _command(gateway, renewed.access, "cycle").status_code == 200
        gateway.clock.advance(15)
        refused = _command(gateway, renewed.access, "cycle")
        assert (refused.status_code, refused.json()["error"]) == (403, "reauthentication_required")
        assert _command(gateway, renewed.access, "ping").status_code == 200
        again = gateway.founder()
        assert _command(gateway, again.access, "cycle").status_code == 200
    finally:
        gateway.clock.moment = before
