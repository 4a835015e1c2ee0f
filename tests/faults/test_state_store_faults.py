"""F3, F4 and F6: the agents' Redis is killed and stays away, then core-api is restarted.

While Redis is away core-api says so, which is not the same as "all agents are dead"; nobody exits.
"""

import time
from dataclasses import dataclass, field

import httpx
import pytest

from agents.contract.limits import LOG_STREAM_ENTRIES
from agents.contract.names import AGENT_NAMES
from infra.secret_store import read_secret
from tests.support.fault_stack import ENVIRONMENT, FaultStack, wait_for

pytestmark = [pytest.mark.docker, pytest.mark.timeout(300)]

_AWAY_SECONDS = 60
_BACK_AT_MOST_SECONDS = 30
_FLUSH_SECONDS = 1.5
"""AOF everysec may lose the last second."""
_HEARTBEATS_PER_MINUTE = 3


@dataclass
class Observed:
    """What was seen while Redis was away and after."""

    live: set[int] = field(default_factory=set)
    ready: set[int] = field(default_factory=set)
    online: set[tuple[int, str]] = field(default_factory=set)
    """Status and error code of the question who is online."""
    back_after: float | None = None
    started: dict[str, tuple[str, str]] = field(default_factory=dict)
    logged_before: str = ""
    entries_after: list[str] = field(default_factory=list)
    """Command ids in nova's log."""


def _ping_done(stack: FaultStack) -> str:
    command_id, response = stack.command("nova")
    assert response is not None, "no answer"
    assert response.is_success, response.text
    assert wait_for(lambda: stack.outcome(command_id) == "done", 10) is not None
    return command_id


def _watch(stack: FaultStack, observed: Observed) -> None:
    until = time.monotonic() + _AWAY_SECONDS
    while time.monotonic() < until:
        for path, seen in (("/livez", observed.live), ("/readyz", observed.ready)):
            response = stack.ask("GET", path)
            seen.add(0 if response is None else response.status_code)
        response = stack.ask("GET", "/api/v1/agent/online")
        if response is not None:
            observed.online.add((response.status_code, response.json().get("error", "")))
        time.sleep(1)


def _is_back(stack: FaultStack) -> bool:
    states = stack.states() or {}
    return all(states.get(name) == "online" for name in AGENT_NAMES)


@pytest.fixture(scope="module")
def observed(stack: FaultStack) -> Observed:
    """Kill Redis, keep it away for a minute, bring it back."""
    seen = Observed()
    names = [f"agent-{name}" for name in AGENT_NAMES] + ["core-api"]
    before = {name: stack.started_at(name) for name in names}
    seen.logged_before = _ping_done(stack)
    time.sleep(_FLUSH_SECONDS)
    stack.container("redis-agents").kill()
    try:
        time.sleep(1)
        _watch(stack, seen)
    finally:
        stack.container("redis-agents").start()
    seen.back_after = wait_for(lambda: _is_back(stack), _BACK_AT_MOST_SECONDS)
    seen.started = {name: (before[name], stack.started_at(name)) for name in names}
    response = stack.ask("GET", "/api/v1/agent/logs?agent=nova&limit=1000")
    if response is not None and response.is_success:
        seen.entries_after = [each.get("command_id", "") for each in response.json()["entries"]]
    return seen


def test_f3_core_api_lives_and_is_not_ready(observed: Observed) -> None:
    assert observed.live == {200}
    assert observed.ready == {503}


def test_f3_store_unreachable_is_not_all_agents_dead(observed: Observed) -> None:
    assert observed.online == {(503, "state_store_unreachable")}


def test_f3_nobody_exits_and_all_are_back_in_time(observed: Observed) -> None:
    assert {name for name, (before, after) in observed.started.items() if before != after} == set()
    assert observed.back_after is not None


def test_f4_log_lines_older_than_a_second_survive(observed: Observed) -> None:
    assert observed.logged_before in observed.entries_after


def test_f4_streams_stay_within_their_limit(stack: FaultStack) -> None:
    response = stack.ask("GET", f"/api/v1/agent/logs?limit={LOG_STREAM_ENTRIES}")
    assert response is not None
    assert len(response.json()["entries"]) <= LOG_STREAM_ENTRIES


def test_f4_access_rules_are_still_in_force(stack: FaultStack, observed: Observed) -> None:
    assert observed.back_after is not None
    done = stack.container("redis-agents").exec_run(["/usr/bin/redis-cli", "-e", "ping"])
    assert b"NOAUTH" in done.output or done.exit_code != 0


def test_f6_restarted_core_api_keeps_tokens_valid_and_is_not_overrun(stack: FaultStack) -> None:
    key = read_secret(ENVIRONMENT, "agent-nova_machine_key")
    proof = {"machine": "agent-nova", "key": key}
    response = stack.ask("POST", "/api/v1/machine/token", proof)
    assert response is not None
    assert response.is_success, response.text
    token = response.json()["access_token"]
    stack.container("core-api").restart(timeout=10)
    started = time.monotonic()
    assert wait_for(lambda: stack.states() is not None, _BACK_AT_MOST_SECONDS) is not None
    with httpx.Client(base_url=stack.client.base_url) as client:
        again = client.get("/api/v1/agent/online", headers={"Authorization": f"Bearer {token}"})
    assert again.status_code == 200
    assert wait_for(lambda: _is_back(stack), _BACK_AT_MOST_SECONDS) is not None
    time.sleep(max(0.0, 30 - (time.monotonic() - started)))
    assert _heartbeats(stack, token) <= 2 * len(AGENT_NAMES) * _HEARTBEATS_PER_MINUTE / 2


def _heartbeats(stack: FaultStack, token: str) -> int:
    """Heartbeats since core-api's start, by its own count."""
    with httpx.Client(base_url=stack.client.base_url) as client:
        response = client.get(
            "/api/v1/telemetry/requests", headers={"Authorization": f"Bearer {token}"}
        )
    assert response.is_success, response.text
    rows = response.json()["items"]
    return sum(row["count"] for row in rows if row["route"] == "/api/v1/agent/heartbeat")
