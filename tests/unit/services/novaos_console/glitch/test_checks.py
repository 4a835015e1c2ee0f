"""What glitch is asked to check, and how its findings read; what it did not check is no success."""

import json
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest

from services.novaos_console.glitch.check_words import describe_integrity, take_result, tone_of
from services.novaos_console.glitch.routes import ROUTES
from tests.support.operations_console import OperationsConsole, command_of

_ID = "11111111-1111-4111-8111-111111111111"
_COMMAND = f"/api/v1/agent/commands/{_ID}"
_INTACT: dict[str, Any] = {
    "verdict": "intact",
    "reasons": [],
    "workloads": [{"workload": "agent-nova", "finding": "match", "detail": "sha256:1"}],
    "published_at": "2026-11-22T19:00:00Z",
}


@pytest.fixture
def console(tmp_path: Path) -> OperationsConsole:
    """The routes of glitch."""
    made = OperationsConsole(tmp_path, ROUTES)
    made.core_api.says("POST", "/api/v1/agent/command", body={"id": _ID})
    return made


@pytest.mark.parametrize(
    ("finding", "word", "tone"),
    [
        ("match", "same", "ok"),
        ("mismatch", "differs", "bad"),
        ("unknown", "not in the lock", "bad"),
        ("silent", "could not check", "warn"),
        ("no_image", "could not check", "warn"),
        ("something_new", "something_new", "warn"),
    ],
)
def test_each_finding_has_its_word(finding: str, word: str, tone: str) -> None:
    workload = {"workload": "agent-nova", "finding": finding, "detail": ""}
    (shown,) = describe_integrity({**_INTACT, "workloads": [workload]})["agents"]
    assert (shown.word, shown.tone) == (word, tone)


def test_the_verdict_is_about_agents_and_the_others_are_named() -> None:
    other = {"workload": "postgres", "finding": "not_reported", "detail": ""}
    shown = describe_integrity({**_INTACT, "workloads": [*_INTACT["workloads"], other]})
    assert [one.name for one in shown["agents"]] == ["agent-nova"]
    assert [one.name for one in shown["others"]] == ["postgres"]


def test_a_result_without_its_members_is_not_taken() -> None:
    assert take_result("check_integrity", _INTACT) is _INTACT
    assert take_result("check_integrity", {"verdict": "intact"}) is None
    assert take_result("check_integrity", None) is None


def test_severities_have_tones() -> None:
    tones = [tone_of(word) for word in ("critical", "error", "timed_out", "done")]
    assert tones == ["bad", "bad", "warn", "mute"]


def test_the_form_of_an_incident_is_a_task(console: OperationsConsole) -> None:
    form = {"check": "incident_report", "minutes": "60"}
    answer = console.post("/glitch/checks", form)
    assert answer.headers["HX-Redirect"] == f"/glitch/checks/{_ID}"
    sent = json.loads(console.core_api.asked[-1].content)
    assert sent["agent"] == "glitch"
    assert sent["args"]["input"] == {"minutes": 60, "from_row": 0}


@pytest.mark.parametrize(
    "form", [{"check": "make_honey_token"}, {}, {"check": "login_abuse", "hours": "x"}]
)
def test_another_check_is_not_sent(console: OperationsConsole, form: dict[str, str]) -> None:
    answer = console.post("/glitch/checks", form)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert console.core_api.asked == []


def test_the_making_of_bait_is_no_check(console: OperationsConsole) -> None:
    made = command_of("make_honey_token", result={"token": "nova_secret"}, agent="glitch")
    console.core_api.says("GET", _COMMAND, body=made)
    answer = console.get(f"/glitch/checks/{_ID}")
    assert answer.status_code == HTTPStatus.NOT_FOUND
    assert "nova_secret" not in answer.text


def test_a_check_that_failed_is_no_verdict(console: OperationsConsole) -> None:
    failed = command_of("check_integrity", "failed", agent="glitch")
    console.core_api.says("GET", _COMMAND, body=failed)
    text = console.get(f"/glitch/checks/{_ID}").text
    assert "It could not be checked" in text
    assert "intact" not in text


def test_who_waits_gets_the_findings_once_they_are_there(console: OperationsConsole) -> None:
    done = command_of("check_integrity", result=_INTACT, agent="glitch")
    console.core_api.says("GET", _COMMAND, body=done)
    answer = console.get(f"/glitch/checks/{_ID}/part?seen=acknowledged")
    assert "agent-nova" in answer.text
    assert "hx-trigger" not in answer.text


def test_no_check_lately_is_no_success(console: OperationsConsole) -> None:
    console.core_api.says("GET", "/api/v1/agent/commands", body={"items": [], "next": None})
    text = console.get("/glitch/integrity").text
    assert "No check lately" in text
    assert "intact" not in text


def test_refused_logins_that_do_not_end_are_cut_and_told(console: OperationsConsole) -> None:
    one = {
        "id": 1,
        "at": "2026-11-22T19:00:00Z",
        "account_hash": "f" * 64,
        "address": "192.0.2.1",
        "outcome": "throttled",
    }
    page = {"items": [one], "next": "1"}
    console.core_api.says("GET", "/api/v1/security/login-failures", body=page)
    text = console.get("/glitch/logins?hours=720").text
    assert "the latest of this time are not in these numbers" in text
    assert len(console.core_api.asked) == 6
