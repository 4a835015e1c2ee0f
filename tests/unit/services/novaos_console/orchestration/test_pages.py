"""What the pages of orchestration ask core-api for, and what they answer who waits."""

import json
from http import HTTPStatus
from pathlib import Path

import pytest

from services.novaos_console.orchestration.routes import ROUTES
from tests.support.operations_console import OperationsConsole, command_of

_ID = "11111111-1111-4111-8111-111111111111"
_PART = f"/orchestration/tasks/{_ID}/part"
_COMMAND = f"/api/v1/agent/commands/{_ID}"
_SCHEDULES = "/orchestration/schedules"


@pytest.fixture
def console(tmp_path: Path) -> OperationsConsole:
    """The routes of orchestration."""
    return OperationsConsole(tmp_path, ROUTES)


def test_who_waits_and_has_seen_it_gets_nothing_new(console: OperationsConsole) -> None:
    console.core_api.says("GET", _COMMAND, body=command_of("run_playbook", "acknowledged"))
    assert console.get(f"{_PART}?seen=acknowledged").status_code == HTTPStatus.NO_CONTENT


def test_who_waits_sees_a_change_and_goes_on_waiting(console: OperationsConsole) -> None:
    console.core_api.says("GET", _COMMAND, body=command_of("run_playbook", "acknowledged"))
    answer = console.get(f"{_PART}?seen=sent")
    assert answer.status_code == HTTPStatus.OK
    assert 'hx-trigger="every 1s"' in answer.text
    assert "seen=acknowledged" in answer.text


@pytest.mark.parametrize("outcome", ["failed", "timed_out"])
def test_an_end_is_told_and_asked_for_no_more(console: OperationsConsole, outcome: str) -> None:
    console.core_api.says("GET", _COMMAND, body=command_of("run_playbook", outcome))
    answer = console.get(f"{_PART}?seen={outcome}")
    assert "It did not work" in answer.text
    assert "hx-trigger" not in answer.text


def test_a_run_that_has_begun_is_gone_to(console: OperationsConsole) -> None:
    body = command_of("run_playbook", result={"run_id": "r"})
    console.core_api.says("GET", _COMMAND, body=body)
    answer = console.get(_PART, hx_request="true")
    assert answer.headers["HX-Redirect"] == "/orchestration/runs/r"


def test_a_command_that_core_api_forgot_is_told(console: OperationsConsole) -> None:
    answer = console.get(f"/orchestration/tasks/{_ID}")
    assert answer.status_code == HTTPStatus.NOT_FOUND
    assert "kept in its memory for some minutes only" in answer.text


def test_core_api_that_does_not_answer_is_no_missing_command(console: OperationsConsole) -> None:
    console.core_api.fails("GET", _COMMAND)
    answer = console.get(f"/orchestration/commands/{_ID}")
    assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE


def test_starting_a_playbook_is_a_task_for_nova(console: OperationsConsole) -> None:
    console.core_api.says("POST", "/api/v1/agent/command", body={"id": _ID})
    form = {"follow_seconds": "5"}
    answer = console.post("/orchestration/playbooks/morning/start", form)
    assert answer.headers["HX-Redirect"] == f"/orchestration/tasks/{_ID}"
    sent = json.loads(console.core_api.asked[-1].content)
    assert (sent["agent"], sent["op"]) == ("nova", "task")
    assert sent["args"] == {
        "capability": "run_playbook",
        "input": {"name": "morning", "follow_seconds": 5},
    }


def test_a_schedule_is_sent_as_it_was_typed(console: OperationsConsole) -> None:
    console.core_api.says("POST", "/api/v1/agent/command", body={"id": _ID})
    form = {"id": "weekly", "cron": "30 6 * * 1", "task": "velora kpi_report", "input": '{"a": 1}'}
    console.post("/orchestration/schedules", form)
    assert json.loads(console.core_api.asked[-1].content)["args"]["input"] == {
        "id": "weekly",
        "cron": "30 6 * * 1",
        "agent": "velora",
        "capability": "kpi_report",
        "input": {"a": 1},
        "enabled": False,
    }


def test_a_schedule_is_removed_by_a_task_for_nova(console: OperationsConsole) -> None:
    console.core_api.says("POST", "/api/v1/agent/command", body={"id": _ID})
    answer = console.post("/orchestration/schedules/weekly/remove")
    assert answer.headers["HX-Redirect"] == f"/orchestration/tasks/{_ID}"
    sent = json.loads(console.core_api.asked[-1].content)
    assert sent["args"] == {"capability": "remove_schedule", "input": {"id": "weekly"}}
    body = command_of("remove_schedule", result={"id": "weekly"})
    console.core_api.says("GET", _COMMAND, body=body)
    assert console.get(f"/orchestration/tasks/{_ID}").headers["location"] == _SCHEDULES


def test_only_a_schedule_that_is_shown_can_be_removed(console: OperationsConsole) -> None:
    schedule = {
        "id": "weekly", "cron": "30 6 * * 1", "agent": "velora", "capability": "kpi_report",
        "input": {}, "enabled": True, "last_run_at": None, "next_run_at": None,
    }  # fmt: skip
    console.core_api.says(
        "GET", "/api/v1/agent/schedules", body={"items": [schedule], "next": None}
    )
    console.core_api.says("GET", "/api/v1/agent/capabilities", body={"items": []})
    remove = 'hx-post="/orchestration/schedules/weekly/remove"'
    assert remove in console.get(f"{_SCHEDULES}?id=weekly").text
    assert remove not in console.get(_SCHEDULES).text


_RESTART = {"agent": "riven", "op": "cycle"}
_STEP = {"name": "a", "agent": "velora", "capability": "kpi_report", "input": {"deep": [_RESTART]}}


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/orchestration/playbooks", {"name": "x", "steps": json.dumps([_STEP])}),
        (
            _SCHEDULES,
            {"id": "x", "cron": "* * * * *", "task": "velora a", "input": json.dumps(_RESTART)},
        ),
    ],
)
def test_a_restart_is_not_kept_and_asks_for_no_password(
    console: OperationsConsole, path: str, form: dict[str, str]
) -> None:
    answer = console.post(path, form)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Playbooks and schedules restart no agent" in answer.text
    assert console.core_api.asked == []


def test_core_apis_question_for_the_password_is_its_form(console: OperationsConsole) -> None:
    console.core_api.refuses(
        "POST", "/api/v1/agent/command", 403, "reauthentication_required", "log in again"
    )
    answer = console.post("/orchestration/playbooks/morning/start", {"follow_seconds": "5"})
    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert 'hx-post="/reauthenticate"' in answer.text


def test_the_list_is_read_with_the_filters_and_the_operation_is_sorted_out_here(
    console: OperationsConsole,
) -> None:
    ping = {**command_of("x"), "op": "ping", "args": {}, "id": _ID.replace("1", "3")}
    page = {"items": [command_of("kpi_report"), ping], "next": "4-5"}
    console.core_api.says("GET", "/api/v1/agent/commands", body=page)
    answer = console.get("/orchestration/commands/table?agent=nova&op=ping")
    query = dict(console.core_api.asked[-1].url.params)
    assert query == {"agent": "nova", "limit": "200"}
    assert "33333333" in answer.text
    assert "11111111" not in answer.text
    assert "op=ping&amp;after=4-5" in answer.text


def test_a_list_that_has_not_changed_costs_nothing(console: OperationsConsole) -> None:
    page = {"items": [command_of("kpi_report")], "next": None}
    console.core_api.says("GET", "/api/v1/agent/commands", body=page)
    first = console.get("/orchestration/commands/table")
    again = console.get("/orchestration/commands/table", if_none_match=first.headers["etag"])
    assert again.status_code == HTTPStatus.NOT_MODIFIED
