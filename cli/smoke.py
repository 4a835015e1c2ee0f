"""Use the running platform once, as a user would: real HTTP calls with the real token.

1. core-api is alive and ready.  2. Without the token it refuses.  3. The agent is online.
4. A ping to the agent is acknowledged in the log.
"""

import json
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from cli.health import load_topology
from novaos.errors import NovaosError, PreconditionError
from novaos.workspace import secrets_folder

_CALL_SECONDS = 5
_PATIENCE = timedelta(seconds=45)
"""An agent that has just started sends its first heartbeat at once and then every 20 s."""
_AGENT = "nova"
_TOKEN_FILE = "agent_shared_token"  # noqa: S105 - the file's name


class SmokeError(NovaosError):
    """The platform runs and does not do what it is for."""


class Caller:
    """Calls one core-api with one token."""

    def __init__(self, base: str, token: str) -> None:
        self._base = base
        self._token = token

    def call(self, path: str, body: object = None, *, token: bool = True) -> tuple[int, Any]:
        """Status and parsed answer; the token goes in a header, never in the address."""
        headers = {"X-Agent-Token": self._token} if token else {}
        data = None
        if body is not None:
            data = json.dumps(body).encode()
            headers["Content-Type"] = "application/json"
        request = urllib.request.Request(self._base + path, data=data, headers=headers)  # noqa: S310 - http address from the topology
        try:
            with urllib.request.urlopen(request, timeout=_CALL_SECONDS) as answer:  # noqa: S310 - as above
                return answer.status, json.loads(answer.read() or b"null")
        except urllib.error.HTTPError as error:
            return error.code, None
        except (OSError, ValueError) as error:
            raise SmokeError(
                f"GET {self._base}{path}: {error}", fix="run: make status; make doctor"
            ) from error

    def expect(self, path: str, status: HTTPStatus, *, token: bool) -> None:
        """Call `path` and refuse any other status."""
        got, _ = self.call(path, token=token)
        if got != status:
            raise SmokeError(
                f"GET {self._base}{path} {'with' if token else 'without'} the token: "
                f"got {got}, expected {status.value}",
                fix="look at the log: docker logs novaos-<env>-core-api",
            )


def load_token(environment: str) -> str:
    """The agents' shared token of an environment."""
    path = secrets_folder(environment) / _TOKEN_FILE
    try:
        return path.read_text().strip()
    except OSError as error:
        raise PreconditionError(
            f"{path} cannot be read: {error}", fix=f"run: novaos secrets init {environment}"
        ) from error


def objects(value: object) -> Iterator[dict[str, Any]]:
    """Every JSON object in `value`, however deep."""
    if isinstance(value, dict):
        yield value
        for each in value.values():
            yield from objects(each)
    elif isinstance(value, list):
        for each in value:
            yield from objects(each)


def is_online(answer: object) -> bool:
    """Whether the agent is among those that core-api calls online."""
    return any(
        each.get("agent") == _AGENT and each.get("online", True) is True for each in objects(answer)
    )


def is_acknowledged(answer: object, command_id: str) -> bool:
    """Whether the agent itself wrote that it has done the command."""
    return any(
        each.get("agent") == _AGENT and each.get("command_id") == command_id
        for each in objects(answer)
    )


def check_smoke(environment: str, say: Callable[[str], None]) -> str:
    """Run the four checks; returns what was shown.

    Raises `SmokeError` naming the call that did not do what it should.
    """
    caller = Caller(load_topology(environment).urls["core-api"], load_token(environment))
    for path in ("/health", "/ready"):  # (1)
        caller.expect(path, HTTPStatus.OK, token=False)
    caller.expect("/api/v1/agent/online", HTTPStatus.UNAUTHORIZED, token=False)  # (2)
    say(f"waiting for agent {_AGENT}")
    _until(lambda: is_online(caller.call("/api/v1/agent/online")[1]), f"agent {_AGENT} online")
    milliseconds = _ping(caller, say)  # (4)
    return f"ready, 401 without token, agent {_AGENT} online, ping answered in {milliseconds} ms"


def _ping(caller: Caller, say: Callable[[str], None]) -> int:
    command_id = str(uuid.uuid4())
    started = time.monotonic()
    command = {"agent": _AGENT, "op": "ping", "args": {}, "id": command_id}
    status, _ = caller.call("/api/v1/agent/command", command)
    if status >= HTTPStatus.BAD_REQUEST:
        raise SmokeError(f"POST /api/v1/agent/command: got {status}", fix="run: make status")
    say("waiting for the acknowledgement of a ping")
    logs = f"/api/v1/agent/logs?agent={_AGENT}&limit=50"
    _until(lambda: is_acknowledged(caller.call(logs)[1], command_id), "ping acknowledged")
    return int((time.monotonic() - started) * 1000)


def _until(is_true: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + _PATIENCE.total_seconds()
    while not is_true():
        if time.monotonic() > deadline:
            raise SmokeError(
                f"{what}: not within {_PATIENCE.total_seconds():.0f} s",
                fix="look at the logs: docker logs novaos-<env>-agent-nova",
            )
        time.sleep(0.1)
