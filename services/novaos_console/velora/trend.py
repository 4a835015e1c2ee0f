"""Several months side by side, made of one report for each. Pure.

A month whose report is not there is unknown; one in which no amount moved in the currency is zero,
as velora has read its whole ledger.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from services.console.views import render_money
from services.novaos_console.velora.chart import Point, lay_out
from services.novaos_console.velora.drawing import UNKNOWN, Drawing, Table, money, percent

MONTHS_MAX = 12
_MONTHS_PER_YEAR = 12
Reports = Sequence[tuple[str, Mapping[str, Any] | None]]
"""Month and its report, or None for one that is not there; oldest first."""


def months_before(now: datetime, count: int) -> list[str]:
    """Return the last months that are over as `YYYY-MM`, oldest first."""
    current = now.year * _MONTHS_PER_YEAR + now.month - 1
    return [
        f"{at // _MONTHS_PER_YEAR:04d}-{at % _MONTHS_PER_YEAR + 1:02d}"
        for at in range(current - count, current)
    ]


def draw_trend(reports: Reports, currency: str) -> Drawing:
    """Draw income and active members by month."""
    found = [(month, report, _money_of(report, currency)) for month, report in reports]
    income = [_point(month, figures, "income_minor", currency) for month, _, figures in found]
    members = [
        Point(month, None, UNKNOWN)
        if report is None
        else Point(month, report["active_members"], str(report["active_members"]))
        for month, report, _ in found
    ]
    rows = tuple(_row(*each, currency) for each in found)
    title = f"Income by month, in {currency}"
    head = ("Month", "Income", "Refunds", "Net", "Active members", "Churn")
    return Drawing(
        charts=(
            lay_out(title, "bars", income, lambda minor: render_money(round(minor), currency)),
            lay_out("Active members by month", "line", members, lambda count: f"{count:.0f}"),
        ),
        tables=(Table(title, head, rows),),
        notes=("Unknown is what velora did not report, or a share of nothing.",),
    )


def _money_of(report: Mapping[str, Any] | None, currency: str) -> Mapping[str, Any] | None:
    if report is None:
        return None
    nothing = {"income_minor": 0, "refunds_minor": 0, "net_minor": 0}
    return next((one for one in report["currencies"] if one["currency"] == currency), nothing)


def _point(month: str, figures: Mapping[str, Any] | None, name: str, currency: str) -> Point:
    value = None if figures is None else figures[name]
    return Point(month, value, money(value, currency))


def _row(
    month: str,
    report: Mapping[str, Any] | None,
    figures: Mapping[str, Any] | None,
    currency: str,
) -> tuple[str, ...]:
    if report is None or figures is None:
        return (month, *[UNKNOWN] * 5)
    names = ("income_minor", "refunds_minor", "net_minor")
    amounts = (money(figures[name], currency) for name in names)
    return (month, *amounts, str(report["active_members"]), percent(report["churn"]))
