"""Results of velora as facts, drawings and tables; what is not known stays a word."""

from typing import Any

import pytest

from services.novaos_console.velora.drawing import UNKNOWN, UnknownShapeError, draw
from services.novaos_console.velora.reports import REPORTS

_KPI: dict[str, Any] = {
    "month": "2026-10",
    "complete": True,
    "currencies": [],
    "active_members": 3,
    "members_at_start": 0,
    "lost_members": 0,
    "gained_members": 3,
    "churn": None,
    "conversion": 0.5,
}
_MONEY = {
    "currency": "EUR",
    "income_minor": 9450,
    "refunds_minor": 300,
    "fees_minor": 0,
    "payouts_minor": 0,
    "net_minor": 9150,
    "mrr_minor": 9450,
    "paying_members": 0,
    "arpu_minor": None,
}


def test_a_share_of_nothing_is_unknown_and_no_zero() -> None:
    facts = dict(draw("kpi_report", _KPI).facts)
    assert facts["Churn"] == UNKNOWN
    assert facts["Ever paid, of those entitled"] == "50.0 %"


def test_a_month_without_entries_says_so() -> None:
    drawing = draw("kpi_report", _KPI)
    assert drawing.charts == ()
    assert drawing.nothing == "No amount moved in 2026-10."


def test_each_currency_is_drawn_by_itself() -> None:
    other = {**_MONEY, "currency": "USD"}
    drawing = draw("kpi_report", {**_KPI, "currencies": [_MONEY, other]})
    assert [chart.title for chart in drawing.charts] == ["Money in EUR", "Money in USD"]
    rows = {row[0]: row[1] for row in drawing.tables[0].rows}
    assert rows["Income"] == "94.50 EUR"
    assert rows["Income per paying member"] == UNKNOWN


def test_a_month_that_is_not_over_says_so() -> None:
    facts = dict(draw("kpi_report", {**_KPI, "complete": False}).facts)
    assert facts["Month"] == "2026-10, not over yet"


def test_a_month_that_has_not_come_has_no_share() -> None:
    cohorts = [
        {"month": "2026-08", "size": 2, "paying": [2, 1], "retention": [1.0, 0.5]},
        {"month": "2026-09", "size": 1, "paying": [1], "retention": [1.0]},
    ]
    (table,) = draw("cohort_retention", {"currency": "EUR", "cohorts": cohorts}).tables
    assert table.rows[0][2:] == ("100.0 %", "50.0 %")
    assert table.rows[1][2:] == ("100.0 %", "\N{EN DASH}")


def test_a_prediction_that_cannot_be_made_gives_its_reason() -> None:
    value = {
        "members": 2,
        "historic_total_minor": 100,
        "historic_mean_minor": 50,
        "observed_months": 1,
        "churn": None,
        "predictive_minor": None,
        "reason": "too short",
    }
    drawing = draw("lifetime_value", {"currency": "EUR", "value": value, "limits": "limits"})
    assert drawing.charts[0].marks[1].y is None
    assert drawing.charts[0].marks[1].text == UNKNOWN
    assert drawing.notes == ("too short", "limits")


@pytest.mark.parametrize("report", [one.capability for one in REPORTS])
@pytest.mark.parametrize("result", [None, [], "text", {}, {"currency": 1, "months": 2}])
def test_a_result_of_another_shape_is_not_drawn(report: str, result: object) -> None:
    with pytest.raises(UnknownShapeError):
        draw(report, result)
