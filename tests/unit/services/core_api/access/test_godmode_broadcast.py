"""GodMode is broadcast by its route, in the founder's zone, and written nowhere."""

import json
import logging

import pytest

from tests.support.access_actors import ask_as, everybody
from tests.support.core_api import Gateway

_FOUNDER = everybody()["novaos/godmode"]
_PATH = "/api/v1/auth/me"


def _said(gateway: Gateway) -> list[tuple[str, bytes]]:
    return [one for zone in gateway.zones.values() for one in zone.published]


def test_an_action_is_told_by_its_route(gateway: Gateway) -> None:
    secret = "33333333-3333-4333-8333-333333333333"  # noqa: S105 - an id that must not be told
    ask_as(gateway.app, _FOUNDER, "DELETE", f"/api/v1/auth/sessions/{secret}")
    ((channel, payload),) = gateway.zones["agents"].published
    action = json.loads(payload)
    assert channel == "echo.godmode"
    assert (action["method"], action["route"]) == (
        "DELETE",
        "/api/v1/auth/sessions/{session_id}",
    )
    assert set(action) == {"kind", "request_id", "method", "route", "at"}
    assert not [value for value in (secret, _FOUNDER.subject) if value in payload.decode()]


def test_an_action_on_another_platform_is_told_in_the_founders_zone_only(gateway: Gateway) -> None:
    assert ask_as(gateway.app, everybody()["gypsycove/godmode"], "GET", _PATH) == 200
    assert len(gateway.zones["agents"].published) == len(_said(gateway)) == 1


@pytest.mark.parametrize(
    ("name", "path"),
    [("novaos/admin", _PATH), ("nova", _PATH), ("novaos/godmode", "/health")],
)
def test_nothing_else_is_told(gateway: Gateway, name: str, path: str) -> None:
    ask_as(gateway.app, everybody()[name], "GET", path)
    assert _said(gateway) == []


def test_what_is_refused_is_no_action(gateway: Gateway) -> None:
    assert ask_as(gateway.app, _FOUNDER, "POST", "/api/v1/agent/heartbeat", b"{}") == 403
    assert _said(gateway) == []


def test_godmode_works_without_its_broadcast(gateway: Gateway) -> None:
    gateway.zones["agents"].is_reachable = False
    assert ask_as(gateway.app, _FOUNDER, "GET", _PATH) == 200


def test_no_log_line_is_written(gateway: Gateway, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    ask_as(gateway.app, _FOUNDER, "GET", _PATH)
    ask_as(gateway.app, _FOUNDER, "POST", "/api/v1/agent/heartbeat", b"{}")
    lines = [record.getMessage() for record in caplog.records if record.name != "asyncio"]
    assert lines == []
