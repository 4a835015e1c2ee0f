"""What a report takes, from the form to the task; and the page that asks velora."""

import json
from http import HTTPStatus
from pathlib import Path

import pytest

from services.console.errors import BadFormError
from services.novaos_console.velora.reports import REPORTS, describe_input, find_report
from services.novaos_console.velora.routes import ROUTES
from tests.support.operations_console import OperationsConsole, command_of

_ID = "11111111-1111-4111-8111-111111111111"
_COMMAND = f"/api/v1/agent/commands/{_ID}"


@pytest.fixture
def console(tmp_path: Path) -> OperationsConsole:
    """The routes of analytics."""
    made = OperationsConsole(tmp_path, ROUTES)
    made.core_api.says("POST", "/api/v1/agent/command", body={"id": _ID})
    made.core_api.says("GET", "/api/v1/blackrose/creators", body={"items": [], "next": None})
    return made


def _input_of(console: OperationsConsole) -> dict[str, object]:
    input_: dict[str, object] = json.loads(console.core_api.asked[-1].content)["args"]["input"]
    return input_


def test_only_what_the_report_takes_is_sent(console: OperationsConsole) -> None:
    form = {"report": "revenue_forecast", "currency": "eur", "horizon": "3", "month": "2026-01"}
    answer = console.post("/analytics/reports", form)
    assert answer.headers["HX-Redirect"] == f"/analytics/reports/{_ID}"
    assert _input_of(console) == {"currency": "EUR", "horizon": 3}


def test_a_field_left_empty_is_left_to_velora(console: OperationsConsole) -> None:
    console.post("/analytics/reports", {"report": "kpi_report", "month": "", "creator_id": ""})
    assert _input_of(console) == {}


@pytest.mark.parametrize(
    "form",
    [
        {"report": "crm_export"},
        {"report": "kpi_report", "month": "2026-13"},
        {"report": "kpi_report", "month": "2026-11 "[:-1] + "x"},
        {"report": "lifetime_value", "currency": "EURO", "months": "12"},
        {"report": "lifetime_value", "currency": "EUR", "months": "many"},
        {"report": "lifetime_value", "currency": "EUR"},
    ],
)
def test_a_bad_form_asks_nobody(console: OperationsConsole, form: dict[str, str]) -> None:
    answer = console.post("/analytics/reports", form)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert console.core_api.asked == []


def test_a_report_that_is_being_made_shows_that(console: OperationsConsole) -> None:
    console.core_api.says("GET", _COMMAND, body=command_of("kpi_report", "sent"))
    answer = console.get(f"/analytics/reports/{_ID}")
    assert "Velora is working on it" in answer.text
    assert "unknown" not in answer.text


def test_velora_that_never_answered_made_no_report(console: OperationsConsole) -> None:
    console.core_api.says("GET", _COMMAND, body=command_of("kpi_report", "timed_out"))
    answer = console.get(f"/analytics/reports/{_ID}")
    assert "There is no report" in answer.text
    assert "<svg viewBox" not in answer.text


def test_a_result_of_another_shape_is_told(console: OperationsConsole) -> None:
    console.core_api.says("GET", _COMMAND, body=command_of("kpi_report", result={"a": 1}))
    assert "This result cannot be drawn" in console.get(f"/analytics/reports/{_ID}").text


def test_another_task_is_no_report(console: OperationsConsole) -> None:
    console.core_api.says("GET", _COMMAND, body=command_of("crm_export"))
    assert console.get(f"/analytics/reports/{_ID}").status_code == HTTPStatus.NOT_FOUND


def test_what_was_asked_is_said_in_words() -> None:
    given = {"currency": "EUR", "months": 12, "creator_id": "c"}
    assert describe_input(given, {"c": "Rose"}) == [
        ("Currency", "EUR"),
        ("Months back", "12"),
        ("Of", "Rose"),
    ]
    assert describe_input({}, {}) == [("Of", "all creators")]


def test_reports_are_found_by_their_capability() -> None:
    assert find_report(None) is REPORTS[0]
    with pytest.raises(BadFormError):
        find_report("nothing")
