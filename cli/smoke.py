"""Use the running platform once, as a user would: real HTTP calls with the real token.

1. core-api is alive and ready.  2. Without the token it refuses.  3. Every agent is online.
4. A ping to each of them is claimed, done and reported back.  5. The relay sees all Redis zones.
6. Each console serves its login page, with its security headers.
"""

import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from cli.caller import Caller, SmokeError, load_token
from cli.console_smoke import check_consoles
from cli.health import load_topology
from infra.addresses import AGENT_NAMES

_PATIENCE = timedelta(seconds=45)
"""An agent that has just started sends its first heartbeat at once and then every 20 s."""
_POLL_SECONDS = 0.1
_ONLINE = "online"
_DONE = "done"
_FAILED = frozenset({"failed", "timed_out"})


def objects(value: object) -> Iterator[dict[str, Any]]:
    """Every JSON object in `value`, however deep."""
    if isinstance(value, dict):
        yield value
        for each in value.values():
            yield from objects(each)
    elif isinstance(value, list):
        for each in value:
            yield from objects(each)


def not_online(answer: object, agents: Sequence[str] = AGENT_NAMES) -> list[str]:
    """Agents that core-api does not call online."""
    online = {each.get("agent") for each in objects(answer) if each.get("state") == _ONLINE}
    return [name for name in agents if name not in online]


def check_outcome(answer: object) -> str:
    """The outcome of a command; empty when core-api does not know it.

    Raises `SmokeError` if the agent failed or did not answer in time.
    """
    outcome = answer.get("outcome", "") if isinstance(answer, dict) else ""
    if outcome in _FAILED and isinstance(answer, dict):
        raise SmokeError(
            f"ping to {answer.get('agent')} ended as {outcome}: {answer.get('targets')}",
            fix=f"look at the log: docker logs novaos-<env>-agent-{answer.get('agent')}",
        )
    return str(outcome)


def check_smoke(environment: str, say: Callable[[str], None]) -> str:
    """Run the checks; returns what was shown.

    Raises `SmokeError` naming the call that did not do what it should.
    """
    topology = load_topology(environment)
    urls = topology.urls
    caller = Caller(urls["core-api"], load_token(environment))
    for path in ("/health", "/ready"):  # (1)
        caller.expect(path, HTTPStatus.OK, token=False)
    caller.expect("/api/v1/agent/online", HTTPStatus.UNAUTHORIZED, token=False)  # (2)
    _await_agents(caller, say)  # (3)
    milliseconds = _ping_all(caller, say)  # (4)
    relay = Caller(urls["echo-ws"].replace("ws://", "http://", 1))
    relay.expect("/health", HTTPStatus.OK, token=False)  # (5)
    relay.expect("/ready", HTTPStatus.OK, token=False)
    consoles = check_consoles(topology)  # (6)
    agents = f"{len(AGENT_NAMES)} agents online"
    pings = f"pings done in {milliseconds} ms"
    return f"ready, 401 without token, {agents}, {pings}, relay ready, {consoles}"


def _await_agents(caller: Caller, say: Callable[[str], None]) -> None:
    def missing() -> str:
        names = not_online(caller.call("/api/v1/agent/online")[1])
        return f"agents online: {', '.join(names)}" if names else ""

    say(f"waiting for {len(AGENT_NAMES)} agents")
    _until_nothing(missing)


def _ping_all(caller: Caller, say: Callable[[str], None]) -> int:
    started = time.monotonic()
    sent = {name: _send_ping(caller, name) for name in AGENT_NAMES}

    def missing() -> str:
        for name, command_id in list(sent.items()):
            if check_outcome(caller.call(f"/api/v1/agent/commands/{command_id}")[1]) == _DONE:
                del sent[name]
        return f"pings done: {', '.join(sent)}" if sent else ""

    say("waiting for the outcome of a ping to each")
    _until_nothing(missing)
    return int((time.monotonic() - started) * 1000)


def _send_ping(caller: Caller, agent: str) -> str:
    command_id = str(uuid.uuid4())
    command = {"agent": agent, "op": "ping", "args": {}, "id": command_id}
    status, _ = caller.call("/api/v1/agent/command", command)
    if status >= HTTPStatus.BAD_REQUEST:
        raise SmokeError(
            f"POST /api/v1/agent/command for {agent}: got {status}", fix="run: make status"
        )
    return command_id


def _until_nothing(missing: Callable[[], str]) -> None:
    deadline = time.monotonic() + _PATIENCE.total_seconds()
    while what := missing():
        if time.monotonic() > deadline:
            raise SmokeError(
                f"{what}: not within {_PATIENCE.total_seconds():.0f} s",
                fix="look at the logs: docker logs novaos-<env>-agent-<name>",
            )
        time.sleep(_POLL_SECONDS)
