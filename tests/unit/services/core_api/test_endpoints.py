"""The endpoints of /api/v1/agent: what they accept, refuse, and say when a store is away."""

import logging
from typing import Any

import pytest

from agents.contract.limits import REQUEST_BODY_BYTES_MAX
from agents.contract.names import AGENT_NAMES
from tests.support.core_api import BASE, ENDPOINTS, PING, Gateway, ask
from tests.support.platform_messages import HEARTBEAT, TOKEN


def beat(gateway: Gateway) -> None:
    nova = gateway.as_agent("nova")
    assert gateway.post(f"{BASE}/heartbeat", HEARTBEAT, token=None, headers=nova).is_success


@pytest.mark.parametrize(("method", "name", "message"), ENDPOINTS)
def test_token_opens_the_endpoint(
    gateway: Gateway,
    method: str,
    name: str,
    message: object,
) -> None:
    assert ask(gateway, method, name, message).status_code == 200


@pytest.mark.parametrize("token", [None, "", TOKEN[:-1], TOKEN + "x", TOKEN.lower(), "é"])
@pytest.mark.parametrize(("method", "name", "message"), ENDPOINTS)
def test_without_the_token_nothing_is_answered(
    gateway: Gateway,
    method: str,
    name: str,
    message: object,
    token: str | None,
) -> None:
    response = ask(gateway, method, name, message, token=token)
    assert response.status_code == 401
    assert response.json()["error"] == "unauthorised"
    assert gateway.is_untouched()


def test_refused_token_is_not_logged(
    gateway: Gateway,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.DEBUG):
        gateway.ask("GET", f"{BASE}/online", token=f"wrong-{TOKEN}")
    assert "token refused" in caplog.text
    assert TOKEN not in caplog.text


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json"])
def test_interface_is_not_published(gateway: Gateway, path: str) -> None:
    assert gateway.ask("GET", path).status_code == 404


@pytest.mark.parametrize(
    ("name", "content", "status"),
    [
        ("heartbeat", b"", 422),
        ("heartbeat", b"{", 422),
        ("heartbeat", b"[]", 422),
        ("heartbeat", b'{"agent":"nova"}', 422),
        ("heartbeat", b"\xff", 422),
        ("heartbeat", b"[" * 50_000, 422),
        ("command", b'{"agent":"nova"}', 422),
        ("command", b'{"agent":"nova","op":"stop","args":{}}', 422),
        ("command", b'{"agent":"nova","op":"ping","args":[]}', 422),
        ("command", b'{"agent":"nova","op":"ping","args":{"a":1}}', 422),
        ("command", b'{"agent":"nova","op":"task","args":{}}', 422),
        ("command", b'{"agent":"nova","op":"ping","args":{},"id":"7"}', 422),
        ("command", b'{"agent":"nova","op":"ping","args":{},"sudo":true}', 422),
        ("command", b'{"agent":"atlas","op":"ping","args":{}}', 404),
        ("command", b'{"agent":"no.va","op":"ping","args":{}}', 422),
    ],
)
def test_malformed_message_is_refused_and_not_stored(
    gateway: Gateway,
    name: str,
    content: bytes,
    status: int,
) -> None:
    sender: dict[str, Any] = {}
    if name == "heartbeat":
        sender = {"token": None, "headers": gateway.as_agent("nova")}
    response = gateway.ask("POST", f"{BASE}/{name}", content=content, **sender)
    assert response.status_code == status
    assert response.json()["reason"]
    assert gateway.is_untouched()


def test_heartbeat_of_unknown_agent_is_refused(gateway: Gateway) -> None:
    message = {**HEARTBEAT, "agent": "atlas"}
    response = gateway.post(
        f"{BASE}/heartbeat", message, token=None, headers=gateway.as_agent("nova")
    )
    assert response.status_code == 404
    assert "nova" in response.json()["reason"]
    assert gateway.is_untouched()


def test_oversized_body_is_refused(gateway: Gateway) -> None:
    content = b" " * (REQUEST_BODY_BYTES_MAX + 1)
    assert gateway.ask("POST", f"{BASE}/heartbeat", content=content).status_code == 413
    assert gateway.is_untouched()


def test_oversized_command_is_refused(gateway: Gateway) -> None:
    args = {"capability": "dispatch", "input": {"text": "a" * 50_000}}
    response = gateway.post(f"{BASE}/command", {"agent": "nova", "op": "task", "args": args})
    assert response.status_code == 422
    assert gateway.is_untouched()


def test_body_has_to_be_declared_as_json(gateway: Gateway) -> None:
    response = gateway.post(f"{BASE}/command", PING, headers={"Content-Type": "text/plain"})
    assert response.status_code == 415
    assert gateway.is_untouched()


def test_the_shared_token_proves_no_agent(gateway: Gateway) -> None:
    good = gateway.post(f"{BASE}/command", PING, headers={"X-Agent-Name": "lyra"})
    assert good.status_code == 200
    assert gateway.state_store.published[0].issued_by == "operator"
    beat = gateway.post(f"{BASE}/heartbeat", HEARTBEAT)
    assert (beat.status_code, beat.json()["error"]) == (403, "forbidden")


def test_an_agent_speaks_for_itself_only(gateway: Gateway) -> None:
    lyra = {"token": None, "headers": gateway.as_agent("lyra")}
    assert gateway.post(f"{BASE}/heartbeat", HEARTBEAT, **lyra).status_code == 403
    assert gateway.post(f"{BASE}/command", PING, **lyra).status_code == 403
    assert gateway.is_untouched()
    mine = {**HEARTBEAT, "agent": "lyra"}
    assert gateway.post(f"{BASE}/heartbeat", mine, **lyra).status_code == 200


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 200),
        ("?limit=10", 200),
        ("?agent=nova&limit=1", 200),
        ("?limit=5000", 200),
        ("?limit=0", 422),
        ("?limit=5001", 422),
        ("?limit=-1", 422),
        ("?limit=ten", 422),
        ("?limit=1e3", 422),
        ("?limit=", 422),
        ("?limit=%D9%A3", 422),
        ("?limit=99999999999999999999", 422),
        ("?limit=1&limit=2", 422),
        ("?agent=atlas", 404),
        ("?agent=", 404),
        ("?agent=all", 404),
        ("?agents=nova", 422),
    ],
)
def test_log_query(gateway: Gateway, query: str, status: int) -> None:
    response = gateway.ask("GET", f"{BASE}/logs{query}")
    assert response.status_code == status
    assert status == 200 or response.json()["reason"]


def test_log_entries_are_the_last_ones_oldest_first(gateway: Gateway) -> None:
    entry = {"agent": "nova", "at": "", "level": "info", "event": "e", "command_id": ""}
    gateway.state_store.logs[None] = [
        (f"{n}-0", {**entry, "message": str(n), "data": '{"n":1}'}) for n in range(5)
    ]
    gateway.state_store.logs[None].append(("9-0", {"agent": "nova", "note": "no entry"}))
    entries = gateway.ask("GET", f"{BASE}/logs?limit=3").json()["entries"]
    assert [e["id"] for e in entries] == ["3-0", "4-0", "9-0"]
    assert entries[0]["data"] == {"n": 1}
    assert entries[2]["malformed"] is True


def test_online_tells_the_three_states_by_the_servers_clock(gateway: Gateway) -> None:
    def states() -> dict[str, str]:
        agents = gateway.ask("GET", f"{BASE}/online").json()["agents"]
        return {agent["agent"]: agent["state"] for agent in agents}

    assert states() == dict.fromkeys(AGENT_NAMES, "never_seen")
    beat(gateway)
    gateway.clock.advance(89)
    assert states() == {**dict.fromkeys(AGENT_NAMES, "never_seen"), "nova": "online"}
    gateway.clock.advance(2)
    assert states()["nova"] == "stale"


def test_stale_agent_keeps_what_the_registry_knows(gateway: Gateway) -> None:
    beat(gateway)
    gateway.clock.advance(200)
    agents = gateway.ask("GET", f"{BASE}/online").json()["agents"]
    nova = next(agent for agent in agents if agent["agent"] == "nova")
    assert nova["age_seconds"] == 200
    assert nova["version"] == HEARTBEAT["version"]
    assert nova["first_seen_at"] == "2026-01-02T03:04:05.000Z"
