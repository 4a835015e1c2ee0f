"""Telemetry and logs on the real stores: who sees them, what is counted, filters and cursors."""

import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from agents.contract.names import ALL_LOGS_STREAM, log_stream, state_key
from services.core_api.access.actors import Platform, Role
from services.core_api.access.principal import Principal
from tests.support.area_gateway import FOUNDER, AreaGateway, agent, area_gateway, person
from tests.support.platform_messages import HEARTBEAT
from tests.support.platform_stack import Stack, running_stack

pytestmark = [pytest.mark.docker, pytest.mark.timeout(180)]

_OPERATOR = Principal(Role.OPERATOR, Platform.INTERNAL, name="operator")
_ADMIN = person(Role.ADMIN, Platform.NOVAOS, 2)
_MEMBER = person(Role.MEMBER, Platform.BLACKROSE, 3)
_NOVA = agent("nova")
_GLITCH = agent("glitch")
_LYRA = agent("lyra")
_TELEMETRY = "/api/v1/telemetry"
_HEARTBEAT_OF_LYRA = {**HEARTBEAT, "agent": "lyra"}


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with running_stack(tmp_path_factory.mktemp("stack")) as started:
        yield started


@pytest.fixture(scope="module")
def gateway(stack: Stack) -> Iterator[AreaGateway]:
    with area_gateway(stack) as opened:
        yield opened


def ok(gateway: AreaGateway, who: Principal, method: str, path: str, body: object = None) -> Any:  # noqa: ANN401
    response = gateway.ask(who, method, path, body)
    assert response.is_success, response.text
    return response.json()


@pytest.mark.parametrize("what", ["agents", "commands", "requests", "stores"])
@pytest.mark.parametrize(
    ("who", "status"),
    [
        (FOUNDER, 200),
        (_ADMIN, 200),
        (_NOVA, 200),
        (_GLITCH, 200),
        (_LYRA, 403),
        (_MEMBER, 403),
        (_OPERATOR, 403),
        (None, 401),
    ],
)
def test_telemetry_is_for_the_console_and_two_agents(
    gateway: AreaGateway, what: str, who: Principal | None, status: int
) -> None:
    assert gateway.ask(who, "GET", f"{_TELEMETRY}/{what}").status_code == status


def test_agents_telemetry_has_beats_and_image(gateway: AreaGateway) -> None:
    image = f"agent-nova@sha256:{'b' * 64}"
    for _ in range(3):
        ok(gateway, _NOVA, "POST", "/api/v1/agent/heartbeat", {**HEARTBEAT, "image": image})
        gateway.clock.advance(20)
    items = ok(gateway, _ADMIN, "GET", f"{_TELEMETRY}/agents")["items"]
    nova = next(item for item in items if item["agent"] == "nova")
    assert (nova["state"], nova["image"], len(nova["beats"])) == ("online", image, 3)
    assert len(items) == 7


def test_the_queue_of_an_agent_is_told_and_not_stored(gateway: AreaGateway, stack: Stack) -> None:
    queue = {"waiting": 64, "waiting_max": 64, "at_work": 1}
    ok(gateway, _LYRA, "POST", "/api/v1/agent/heartbeat", {**_HEARTBEAT_OF_LYRA, "queue": queue})
    items = ok(gateway, _ADMIN, "GET", f"{_TELEMETRY}/agents")["items"]
    told = {item["agent"]: item["queue"] for item in items}
    assert (told["lyra"], told["riven"]) == (queue, None)
    with stack.redis_client("core-api") as client:
        assert b"queue" not in client.get(state_key("lyra"))


def test_commands_telemetry_counts_how_commands_stand_now(gateway: AreaGateway) -> None:
    def send() -> str:
        body = {"agent": "velora", "op": "ping"}
        return str(ok(gateway, _OPERATOR, "POST", "/api/v1/agent/command", body)["id"])

    done, late = send(), send()
    claim = {"outcome": "acknowledged", "claim": str(uuid.uuid4())}
    path = f"/api/v1/agent/commands/{done}/outcome"
    ok(gateway, agent("velora"), "POST", path, claim)
    gateway.clock.advance(4)
    ok(gateway, agent("velora"), "POST", path, {**claim, "outcome": "done"})
    gateway.clock.advance(60)
    items = ok(gateway, _ADMIN, "GET", f"{_TELEMETRY}/commands")["items"]
    velora = next(item for item in items if item["agent"] == "velora")
    assert velora["outcomes"]["done"] == velora["outcomes"]["timed_out"] == 1
    assert sum(velora["outcomes"].values()) == 2
    assert velora["median_seconds"] == pytest.approx(4.0)
    assert late != done


def test_all_stores_are_asked(gateway: AreaGateway) -> None:
    items = ok(gateway, _ADMIN, "GET", f"{_TELEMETRY}/stores")["items"]
    assert {item["store"]: item["ok"] for item in items} == dict.fromkeys(
        ("postgres", "redis_agents", "redis_brc", "redis_gypsycove"),
        True,
    )


def test_requests_telemetry_shows_routes(gateway: AreaGateway) -> None:
    gateway.ask(_OPERATOR, "GET", "/api/v1/agent/online")
    items = ok(gateway, _ADMIN, "GET", f"{_TELEMETRY}/requests")["items"]
    online = next(item for item in items if item["route"] == "/api/v1/agent/online")
    assert online["count"] >= 1
    assert online["statuses"]["200"] >= 1
    assert online["p99_seconds"] is None or online["p99_seconds"] > 0


@pytest.fixture(scope="module")
def logged(stack: Stack) -> list[str]:
    """Write twelve entries of glitch and return their ids."""
    streams = (ALL_LOGS_STREAM, log_stream("glitch"))
    with stack.redis_client("agent-glitch") as client:
        written = [
            [client.xadd(stream, entry_of(number), maxlen=5000) for stream in streams]
            for number in range(12)
        ]
    return [str(ids[1], "ascii") for ids in written]


def entry_of(number: int) -> dict[Any, Any]:
    return {
        "agent": "glitch",
        "at": "2026-01-02T03:04:05.000Z",
        "level": "error" if number % 4 == 0 else "info",
        "event": "e",
        "message": str(number),
        "command_id": "",
        "data": "{}",
    }


def messages(gateway: AreaGateway, query: str) -> tuple[str, str | None]:
    found = ok(gateway, _OPERATOR, "GET", f"/api/v1/agent/logs?agent=glitch&{query}")
    return " ".join(entry["message"] for entry in found["entries"]), found["next"]


@pytest.mark.usefixtures("logged")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("limit=3", "9 10 11"),
        ("level=error", "0 4 8"),
        ("level=error&limit=1", "8"),
        ("until=1980-01-01T00:00:00Z", ""),
        ("since=1900-01-01T00:00:00Z&limit=2", "0 1"),
        ("since=2199-01-01T00:00:00Z", ""),
        ("until=1900-01-01T00:00:00Z", ""),
    ],
)
def test_logs_are_filtered(gateway: AreaGateway, query: str, expected: str) -> None:
    assert messages(gateway, query)[0] == expected


def test_logs_are_paged_from_a_cursor(gateway: AreaGateway, logged: list[str]) -> None:
    assert messages(gateway, f"after={logged[-3]}") == ("10 11", None)
    found, cursor = messages(gateway, f"after={logged[0]}&level=info&limit=4")
    assert found == "1 2 3 5"
    assert messages(gateway, f"after={cursor}&level=info&limit=4") == ("6 7 9 10", logged[10])
    assert messages(gateway, f"after={logged[10]}&level=info&limit=4") == ("11", None)


def test_old_beats_are_forgotten(gateway: AreaGateway) -> None:
    gateway.clock.advance(timedelta(hours=1).total_seconds())
    items = ok(gateway, _ADMIN, "GET", f"{_TELEMETRY}/agents")["items"]
    assert {len(item["beats"]) for item in items} == {0}
