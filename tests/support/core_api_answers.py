"""A core-api that serves lists in pages and takes posts, for capabilities under test."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import msgspec

from agents.contract.messages import CommandRequest
from agents.runtime.capability import Query, TaskContext
from agents.runtime.errors import RefusedError
from tests.support.platform_messages import COMMAND_ID

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


class AnsweringCoreApi:
    """Serve `lists` by path, at most `limit` items a page, and remember what was asked."""

    def __init__(
        self,
        lists: dict[str, list[Any]] | None = None,
        answers: dict[str, dict[str, Any]] | None = None,
    ) -> None:
        self.lists = msgspec.to_builtins(lists or {})
        self.answers = answers or {}
        self.asked: list[tuple[str, Query]] = []
        self.posted: list[tuple[str, object]] = []

    def get(self, path: str, query: Query | None = None) -> dict[str, Any]:
        """Return one page of a list, or one answer."""
        wanted = query or {}
        self.asked.append((path, wanted))
        if path in self.answers:
            return self.answers[path]
        if path not in self.lists:
            raise RefusedError(f"core-api refused with 404: {path}")
        start = int(wanted.get("after", 0))
        end = start + int(wanted["limit"])
        rows = self.lists[path]
        return {"items": rows[start:end], "next": str(end) if end < len(rows) else None}

    def post(self, path: str, body: object) -> dict[str, Any]:
        """Remember the body and return the answer."""
        self.posted.append((path, body))
        return self.answers[path]

    def put(self, path: str, body: object) -> dict[str, Any]:
        """Remember the body and return the answer."""
        return self.post(path, body)

    def delete(self, path: str) -> dict[str, Any]:
        """No capability that reads data removes anything."""
        raise RefusedError(f"removal of {path} is not expected here")

    def online(self) -> dict[str, Any]:
        """Return the answer for the state of all agents."""
        return self.answers["online"]

    def send_command(self, request: CommandRequest) -> dict[str, Any]:
        """No capability that reads data sends commands."""
        raise RefusedError(f"command for {request.agent} is not expected here")


def task_context(agent: str, core_api: AnsweringCoreApi) -> TaskContext:
    """Return the context of a task at `NOW`."""
    return TaskContext(agent, COMMAND_ID, core_api, now=lambda: NOW)


def every_part(ask: Callable[[int], dict[str, Any]], place: str = "") -> Iterator[dict[str, Any]]:
    """Ask for part after part; `place` is the member of the result that says where to go on."""
    start: int | None = 0
    while start is not None:
        result = ask(start)
        yield result
        start = (result[place] if place else result)["next_row"]
