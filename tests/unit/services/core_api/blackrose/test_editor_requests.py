"""How a request to lyra ends: by its worst part, and never well without an answer."""

from typing import Any

import pytest

from services.core_api.blackrose.editor_requests import combine_parts, settle_part
from services.core_api.blackrose.editor_tables import EditorOutcome
from services.core_api.blackrose.editor_words import parse_answer
from services.core_api.commands.door import ErrandState

PENDING = {
    "capability": "check_media",
    "command_id": "c",
    "outcome": "pending",
    "detail": "",
    "result": None,
}
ANSWER = {"images": 1, "links": 2, "tags": 3, "findings": {"rows": [], "total": 0}}


def settled(state: ErrandState | None) -> tuple[str, str, Any]:
    part = settle_part(PENDING, state)
    return part["outcome"], part["detail"], part["result"]


def test_answer_is_kept_with_what_is_known_of_its_shape() -> None:
    more = {**ANSWER, "later": "than this"}
    assert settled(ErrandState("done", "", more)) == ("done", "", ANSWER)


@pytest.mark.parametrize("result", [None, [], "fine", {}, {**ANSWER, "images": "many"}])
def test_answer_of_another_shape_has_failed(result: object) -> None:
    outcome, detail, kept = settled(ErrandState("done", "", result))
    assert (outcome, kept) == ("failed", None)
    assert "not understood" in detail


def test_errand_that_runs_stays_pending() -> None:
    assert settle_part(PENDING, ErrandState(None, "", None)) == PENDING


def test_forgotten_errand_is_not_known() -> None:
    outcome, detail, kept = settled(None)
    assert (outcome, kept) == ("timed_out", None)
    assert "ask again" in detail


def test_reason_of_a_failure_is_kept_and_bounded() -> None:
    assert settled(ErrandState("failed", "x" * 2000, None)) == ("failed", "x" * 1000, None)


def test_what_ended_does_not_change_any_more() -> None:
    part = {**PENDING, "outcome": "done", "result": ANSWER}
    assert settle_part(part, None) == part


@pytest.mark.parametrize(
    ("outcomes", "whole"),
    [
        (["done", "done"], EditorOutcome.DONE),
        (["done", "failed"], EditorOutcome.FAILED),
        (["timed_out", "done"], EditorOutcome.TIMED_OUT),
        (["timed_out", "failed"], EditorOutcome.FAILED),
        (["failed", "pending"], EditorOutcome.PENDING),
    ],
)
def test_whole_stands_as_its_worst_part(outcomes: list[str], whole: EditorOutcome) -> None:
    assert combine_parts([{**PENDING, "outcome": one} for one in outcomes]) is whole


def test_calendar_is_taken_as_it_is_answered() -> None:
    entry = {
        "post_id": "44444444-4444-4444-8444-444444444444",
        "title": "T",
        "publish_at": None,
        "reason": "r",
    }
    answer = {"drafts": 1, "placed": 0, "entries": {"rows": [entry], "total": 1, "next_row": None}}
    kept = parse_answer("content_calendar", answer)
    assert kept == {**answer, "entries": {"rows": [entry], "total": 1}}
