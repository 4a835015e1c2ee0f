"""A command in words: what it asks for, who sent it, how far it is. Pure."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

OUTCOMES = {
    "sent": ("sent", "info"),
    "delivered": ("delivered", "info"),
    "acknowledged": ("at work", "info"),
    "done": ("done", "ok"),
    "failed": ("failed", "bad"),
    "timed_out": ("timed out", "warn"),
}
"""Outcome -> word and tone."""
FINAL = frozenset({"done", "failed", "timed_out"})
OPERATIONS = ("ping", "cycle", "task")
_UNKNOWN = ("unknown", "warn")
_PERSON_CHARACTERS = 36
"""Of a user's id, a UUID."""


@dataclass(frozen=True, slots=True)
class ShownTarget:
    """How a command stands at one agent."""

    agent: str
    word: str
    tone: str
    at: str
    detail: str
    result: str
    """JSON for people; empty if there is none."""


@dataclass(frozen=True, slots=True)
class ShownCommand:
    """A command as the pages show it."""

    id: str
    agent: str
    op: str
    what: str
    """The operation, or the capability of a task."""
    by: str
    by_user: str
    """Id of the person, if it was one who is named."""
    issued_at: str
    deadline_at: str
    word: str
    tone: str
    is_over: bool
    receivers: int | None
    args: str
    targets: tuple[ShownTarget, ...]


def describe_command(command: Mapping[str, Any]) -> ShownCommand:
    """Describe a command of core-api."""
    word, tone = OUTCOMES.get(command["outcome"], _UNKNOWN)
    issuer = command["issued_by"]
    is_person = len(issuer) == _PERSON_CHARACTERS
    return ShownCommand(
        id=command["id"],
        agent=command["agent"],
        op=command["op"],
        what=command["args"].get("capability", "task") if command["op"] == "task" else "",
        by=_name_issuer(issuer, is_person=is_person),
        by_user=issuer if is_person else "",
        issued_at=command["issued_at"],
        deadline_at=command["deadline_at"],
        word=word,
        tone=tone,
        is_over=command["outcome"] in FINAL,
        receivers=command["receivers"],
        args=render_json(command["args"]) if command["args"] else "",
        targets=tuple(_describe_target(one) for one in command["targets"]),
    )


def render_json(value: object) -> str:
    """Render a JSON value so that people can read it."""
    return json.dumps(value, indent=2, ensure_ascii=False)


def _name_issuer(issuer: str, *, is_person: bool) -> str:
    if not issuer:
        return "GodMode, nobody is named"
    return "a person" if is_person else issuer


def _describe_target(target: Mapping[str, Any]) -> ShownTarget:
    word, tone = OUTCOMES.get(target["outcome"], _UNKNOWN)
    return ShownTarget(
        agent=target["agent"],
        word=word,
        tone=tone,
        at=target["at"],
        detail=target["detail"],
        result="" if target["result"] is None else render_json(target["result"]),
    )
