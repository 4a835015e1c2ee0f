"""What becomes of a command, and what the endpoints say when a store is away or a bug strikes."""

import pytest

from tests.support.core_api import BASE, ENDPOINTS, PING, Gateway, ask
from tests.support.platform_messages import COMMAND_ID, HEARTBEAT


@pytest.mark.parametrize(("method", "name", "message"), ENDPOINTS)
def test_absent_redis_is_503_and_not_all_offline(
    gateway: Gateway,
    method: str,
    name: str,
    message: object,
) -> None:
    gateway.state_store.is_reachable = False
    response = ask(gateway, method, name, message)
    assert response.status_code == 503
    assert response.json()["error"] == "state_store_unreachable"
    assert int(response.headers["retry-after"]) > 0


def test_absent_database_stops_commands_only(gateway: Gateway) -> None:
    gateway.registry.switch.is_on = False
    nova = gateway.as_agent("nova")
    beat = gateway.post(f"{BASE}/heartbeat", HEARTBEAT, token=None, headers=nova)
    assert (beat.status_code, beat.json()["registered"]) == (200, False)
    online = gateway.ask("GET", f"{BASE}/online")
    assert (online.status_code, online.json()["registry"]) == (200, "unreachable")
    command = gateway.post(f"{BASE}/command", PING)
    assert (command.status_code, command.json()["error"]) == (503, "database_unreachable")
    assert gateway.state_store.published == []


def test_command_with_one_id_is_published_once(gateway: Gateway) -> None:
    message = {**PING, "id": COMMAND_ID}
    first = gateway.post(f"{BASE}/command", message).json()
    second = gateway.post(f"{BASE}/command", message).json()
    assert first == {**second, "repeated": False}
    assert second["repeated"] is True
    assert len(gateway.state_store.published) == 1


def test_id_cannot_be_used_for_another_command(gateway: Gateway) -> None:
    assert gateway.post(f"{BASE}/command", {**PING, "id": COMMAND_ID}).status_code == 200
    response = gateway.post(f"{BASE}/command", {**PING, "id": COMMAND_ID, "op": "cycle"})
    assert response.status_code == 409
    assert len(gateway.state_store.published) == 1


def test_command_that_redis_did_not_get_is_published_when_repeated(gateway: Gateway) -> None:
    message = {**PING, "id": COMMAND_ID}
    gateway.state_store.is_reachable = False
    assert gateway.post(f"{BASE}/command", message).status_code == 503
    gateway.state_store.is_reachable = True
    response = gateway.post(f"{BASE}/command", message)
    assert (response.status_code, response.json()["repeated"]) == (200, True)
    assert len(gateway.state_store.published) == 1


def test_command_for_all_goes_to_all(gateway: Gateway) -> None:
    assert gateway.post(f"{BASE}/command", {**PING, "agent": "all"}).status_code == 200
    assert gateway.state_store.published[0].agent == "all"


@pytest.mark.parametrize(
    ("redis", "postgres", "status"),
    [(True, True, 200), (False, True, 503), (True, False, 503), (False, False, 503)],
)
def test_readiness_tells_each_part(
    gateway: Gateway,
    redis: bool,  # noqa: FBT001 - table
    postgres: bool,  # noqa: FBT001 - table
    status: int,
) -> None:
    gateway.state_store.is_reachable = redis
    gateway.registry.switch.is_on = postgres
    response = gateway.ask("GET", "/ready", token=None)
    assert response.status_code == status
    parts = response.json()["parts"]
    assert (parts["redis_agents"]["ok"], parts["postgres"]["ok"]) == (redis, postgres)
    assert gateway.ask("GET", "/health", token=None).status_code == 200


def test_a_bug_is_an_answer_without_details(gateway: Gateway) -> None:
    gateway.app.state.ports = None
    response = gateway.ask("GET", f"{BASE}/online")
    assert response.status_code == 500
    assert response.json()["error"] == "internal_error"
    assert "NoneType" not in response.text
