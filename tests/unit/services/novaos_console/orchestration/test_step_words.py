"""Steps and runs in words, and the JSON that people type."""

from typing import Any

import pytest

from services.console.errors import BadFormError
from services.novaos_console.orchestration.step_words import (
    describe_run,
    describe_steps,
    parse_json_list,
    parse_json_object,
    render_input,
)

_STEP = {"name": "a", "agent": "velora", "capability": "kpi_report", "deadline_seconds": 30}
_CONDITION = {"path": "a.result.total", "operator": ">", "value": 0}


def _run(*statuses: str, status: str = "running") -> dict[str, Any]:
    states: list[dict[str, Any]] = [
        {"status": one, "command_id": None, "reason": ""} for one in statuses
    ]
    return {
        "id": "r",
        "playbook": "p",
        "status": status,
        "steps": [_STEP] * len(states),
        "states": states,
        "started_at": "2026-11-22T19:00:00Z",
        "updated_at": "2026-11-22T19:00:00Z",
    }


def test_a_step_of_a_playbook_has_no_state() -> None:
    (step,) = describe_steps([_STEP])
    assert (step.word, step.on_failure, step.command_id) == ("", "stop", "")


def test_conditions_are_said_as_they_are_written() -> None:
    exists = {"path": "a.result", "operator": "exists"}
    (step,) = describe_steps([{**_STEP, "when": [_CONDITION, exists]}])
    assert step.conditions == ("a.result.total > 0", "a.result exists")


def test_steps_that_wait_or_work_are_not_over() -> None:
    run = describe_run(_run("done", "skipped", "sent", "pending"))
    assert (run.ended, run.is_over) == (2, False)


@pytest.mark.parametrize("status", ["done", "failed"])
def test_a_run_that_is_not_running_is_over(status: str) -> None:
    assert describe_run(_run("done", status=status)).is_over


def test_a_status_of_a_later_version_is_unknown_and_no_success() -> None:
    run = describe_run(_run("paused", status="paused"))
    assert (run.word, run.steps[0].word, run.steps[0].tone) == ("unknown", "unknown", "warn")


@pytest.mark.parametrize("text", ["", "[", "{}", "1", "nan"])
def test_what_is_no_list_is_refused(text: str) -> None:
    with pytest.raises(BadFormError):
        parse_json_list(text)


@pytest.mark.parametrize("text", ["[", "[]", '"a"', "null"])
def test_what_is_no_object_is_refused(text: str) -> None:
    with pytest.raises(BadFormError):
        parse_json_object(text)


def test_no_input_is_an_empty_object() -> None:
    assert parse_json_object(None) == {}


def test_a_short_input_stays_on_one_line() -> None:
    assert render_input({"a": 1}) == '{"a": 1}'
    assert render_input({}) == ""
    assert render_input({"a": "x" * 80}).startswith("{\n")
