"""A core-api whose routes a test writes down: answers, refusals, or functions of the request."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec

from agents.contract.messages import CommandRequest
from agents.contract.names import COMMAND_PATH, ONLINE_PATH
from agents.runtime.capability import Query, TaskContext
from agents.runtime.errors import RefusedError
from tests.support.platform_messages import COMMAND_ID

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)

Route = object
"""A list is one page of items, an exception is raised, a function is asked with query or body."""


class ScriptedCoreApi:
    """Answer by `METHOD /path`; what is not written down does not exist."""

    def __init__(self, routes: Mapping[str, Route] | None = None) -> None:
        self.routes: dict[str, Route] = dict(routes or {})
        self.asked: list[tuple[str, Any]] = []
        """`METHOD /path` and query or body of each request."""

    def get(self, path: str, query: Query | None = None) -> dict[str, Any]:
        """Answer a GET."""
        return self._answer(f"GET {path}", dict(query or {}))

    def post(self, path: str, body: object) -> dict[str, Any]:
        """Answer a POST."""
        return self._answer(f"POST {path}", msgspec.to_builtins(body))

    def put(self, path: str, body: object) -> dict[str, Any]:
        """Answer a PUT."""
        return self._answer(f"PUT {path}", msgspec.to_builtins(body))

    def delete(self, path: str) -> dict[str, Any]:
        """Answer a DELETE."""
        return self._answer(f"DELETE {path}", None)

    def online(self) -> dict[str, Any]:
        """Answer as `GET` of the state of all agents."""
        return self.get(ONLINE_PATH)

    def send_command(self, request: CommandRequest) -> dict[str, Any]:
        """Answer as `POST` of a command."""
        return self.post(COMMAND_PATH, request)

    def sent(self, route: str) -> list[Any]:
        """Return the queries or bodies of all requests to `METHOD /path`."""
        return [content for asked, content in self.asked if asked == route]

    def _answer(self, route: str, content: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
        self.asked.append((route, content))
        answer = self.routes.get(route, RefusedError(f"core-api refused with 404: {route}"))
        if isinstance(answer, Callable):  # type: ignore[arg-type]  # works on functions
            answer = answer(content)  # type: ignore[operator]  # as above
        if isinstance(answer, Exception):
            raise answer
        answer = {"items": answer, "next": None} if isinstance(answer, list) else answer
        found: dict[str, Any] = msgspec.to_builtins(answer)
        return found


class MovingClock:
    """A clock that only tests move."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """Return the time."""
        return self.now


def scripted_context(
    agent: str,
    core_api: ScriptedCoreApi,
    clock: Callable[[], datetime] = lambda: NOW,
) -> TaskContext:
    """Return the context of a task."""
    return TaskContext(agent, COMMAND_ID, core_api, now=clock)
