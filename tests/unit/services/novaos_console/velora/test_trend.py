"""Months side by side: oldest first, unknown where there is no report, zero where nothing moved."""

import json
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest

from services.novaos_console.velora.routes import ROUTES
from services.novaos_console.velora.trend import draw_trend, months_before
from tests.support.operations_console import OperationsConsole, command_of

_EUR = {"currency": "EUR", "income_minor": 500, "refunds_minor": 100, "net_minor": 400}
_COMMANDS = "/api/v1/agent/commands"


def _report(*currencies: dict[str, Any]) -> dict[str, Any]:
    return {"currencies": list(currencies), "active_members": 3, "churn": None}


def _month(number: int, outcome: str) -> dict[str, Any]:
    args = {"capability": "kpi_report", "input": {"month": f"2026-0{number}"}}
    result = _report(_EUR) if outcome == "done" else None
    return {**command_of("kpi_report", outcome, result), "id": f"id-{number}", "args": args}


@pytest.fixture
def console(tmp_path: Path) -> OperationsConsole:
    """The routes of analytics."""
    return OperationsConsole(tmp_path, ROUTES)


def test_the_months_end_before_the_current_one() -> None:
    now = datetime(2026, 2, 1, tzinfo=UTC)
    assert months_before(now, 3) == ["2025-11", "2025-12", "2026-01"]


def test_a_month_without_a_report_is_unknown() -> None:
    drawing = draw_trend([("2026-01", None), ("2026-02", _report(_EUR))], "EUR")
    income, members = drawing.charts
    assert [mark.text for mark in income.marks] == ["unknown", "5.00 EUR"]
    assert members.marks[0].y is None
    assert drawing.tables[0].rows[0] == ("2026-01", *["unknown"] * 5)


def test_a_month_in_which_nothing_moved_is_zero() -> None:
    drawing = draw_trend([("2026-01", _report({**_EUR, "currency": "USD"}))], "EUR")
    assert drawing.tables[0].rows[0][1:4] == ("0.00 EUR", "0.00 EUR", "0.00 EUR")


def test_each_month_is_a_task(console: OperationsConsole) -> None:
    console.core_api.says("POST", "/api/v1/agent/command", body={"id": "id-1"})
    answer = console.post("/analytics/trend", {"currency": "eur", "months": "2"})
    assert answer.headers["HX-Redirect"] == "/analytics/trend?currency=EUR&commands=id-1%2Cid-1"
    months = [json.loads(one.content)["args"]["input"]["month"] for one in console.core_api.asked]
    assert len(months) == 2
    assert months == sorted(months)


@pytest.mark.parametrize("months", ["0", "13", "-1", "x"])
def test_too_many_months_ask_nobody(console: OperationsConsole, months: str) -> None:
    answer = console.post("/analytics/trend", {"currency": "EUR", "months": months})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert console.core_api.asked == []


def test_nothing_is_drawn_before_all_are_over(console: OperationsConsole) -> None:
    page = {"items": [_month(2, "sent"), _month(1, "done")], "next": None}
    console.core_api.says("GET", _COMMANDS, body=page)
    path = "/analytics/trend/part?currency=EUR&commands=id-1,id-2"
    assert "1 of 2 reports" in console.get(path).text
    assert console.get(f"{path}&seen=1").status_code == HTTPStatus.NO_CONTENT


def test_a_month_that_failed_is_unknown_in_the_drawing(console: OperationsConsole) -> None:
    page = {"items": [_month(2, "failed"), _month(1, "done")], "next": None}
    console.core_api.says("GET", _COMMANDS, body=page)
    text = console.get("/analytics/trend?currency=EUR&commands=id-1,id-2,id-3").text
    assert "2026-02 unknown" in text
    assert "1 of the months asked for are forgotten" in text


def test_reports_that_are_forgotten_are_told(console: OperationsConsole) -> None:
    console.core_api.says("GET", _COMMANDS, body={"items": [], "next": None})
    assert console.get("/analytics/trend?commands=id-1").status_code == HTTPStatus.NOT_FOUND
