"""Steps of playbooks and how far they are, in words; and what people type as JSON. Pure."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.console.errors import BadFormError
from services.novaos_console.orchestration.command_words import render_json

RUN_STATUSES = {"running": ("running", "info"), "done": ("done", "ok"), "failed": ("failed", "bad")}
"""Status of a run -> word and tone."""
_STEP_STATUSES = {
    "pending": ("waiting", "mute"),
    "sent": ("at work", "info"),
    "done": ("done", "ok"),
    "failed": ("failed", "bad"),
    "timed_out": ("timed out", "warn"),
    "skipped": ("skipped", "mute"),
    "not_reached": ("not reached", "mute"),
}
_UNKNOWN = ("unknown", "warn")
_INDENT_FROM = 60
"""Characters; a shorter input stays on one line."""


@dataclass(frozen=True, slots=True)
class ShownStep:
    """A step of a playbook, or of a run with how far it is."""

    name: str
    agent: str
    capability: str
    input: str
    conditions: tuple[str, ...]
    on_failure: str
    deadline_seconds: int
    word: str = ""
    tone: str = "mute"
    reason: str = ""
    command_id: str = ""


@dataclass(frozen=True, slots=True)
class ShownRun:
    """A run of a playbook."""

    id: str
    playbook: str
    word: str
    tone: str
    is_over: bool
    started_at: str
    updated_at: str
    ended: int
    """Steps that are over."""
    steps: tuple[ShownStep, ...]


def describe_steps(
    steps: Sequence[Mapping[str, Any]], states: Sequence[Mapping[str, Any]] = ()
) -> tuple[ShownStep, ...]:
    """Describe steps, with their states if they are of a run."""
    known = [*states, *({} for _ in steps[len(states) :])]
    return tuple(_describe(step, state) for step, state in zip(steps, known, strict=False))


def describe_run(run: Mapping[str, Any]) -> ShownRun:
    """Describe a run."""
    word, tone = RUN_STATUSES.get(run["status"], _UNKNOWN)
    return ShownRun(
        id=run["id"],
        playbook=run["playbook"],
        word=word,
        tone=tone,
        is_over=run["status"] != "running",
        started_at=run["started_at"],
        updated_at=run["updated_at"],
        ended=sum(state["status"] not in {"pending", "sent"} for state in run["states"]),
        steps=describe_steps(run["steps"], run["states"]),
    )


def parse_json_list(text: str) -> list[Any]:
    """Read a JSON list that somebody typed.

    Raises `BadFormError`.
    """
    value = _parse(text)
    if not isinstance(value, list):
        raise BadFormError("Steps: expected a JSON list, [ … ].")
    return value


def parse_json_object(text: str | None) -> dict[str, Any]:
    """Read a JSON object that somebody typed; nothing is an empty one.

    Raises `BadFormError`.
    """
    value = _parse(text or "{}")
    if not isinstance(value, dict):
        raise BadFormError("Input: expected a JSON object, { … }.")
    return value


def _parse(text: str) -> Any:  # noqa: ANN401 - JSON
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadFormError(f"This is no JSON: {error}") from error


def _describe(step: Mapping[str, Any], state: Mapping[str, Any]) -> ShownStep:
    word, tone = _STEP_STATUSES.get(state["status"], _UNKNOWN) if state else ("", "mute")
    return ShownStep(
        name=step["name"],
        agent=step["agent"],
        capability=step["capability"],
        input=render_input(step.get("input")),
        conditions=tuple(_say(one) for one in step.get("when") or ()),
        on_failure=step.get("on_failure", "stop"),
        deadline_seconds=step.get("deadline_seconds", 0),
        word=word,
        tone=tone,
        reason=state.get("reason") or "",
        command_id=state.get("command_id") or "",
    )


def render_input(value: object) -> str:
    """Render the input of a task, on one line if it is short; empty if there is none."""
    if not value:
        return ""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) < _INDENT_FROM else render_json(value)


def _say(condition: Mapping[str, Any]) -> str:
    value = "" if condition["operator"] == "exists" else f" {json.dumps(condition.get('value'))}"
    return f"{condition['path']} {condition['operator']}{value}"
