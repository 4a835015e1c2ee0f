"""A result of velora as something to look at: facts, drawings and tables. Pure.

What velora left out as not known stays unknown here: it is a word, never a zero.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.console.views import render_money
from services.novaos_console.velora.chart import Chart, Point, lay_out

UNKNOWN = "unknown"
_NOT_YET = "\u2013"
"""A dash: the month is not over."""
_RETENTION_MONTHS_MAX = 12
Result = Mapping[str, Any]


class UnknownShapeError(ValueError):
    """The result is not what this version of velora's reports looks like."""


@dataclass(frozen=True, slots=True)
class Table:
    """Numbers as text."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything of one report."""

    facts: tuple[tuple[str, str], ...] = ()
    charts: tuple[Chart, ...] = ()
    tables: tuple[Table, ...] = ()
    notes: tuple[str, ...] = ()
    nothing: str = ""
    """What there is nothing of, in place of drawings."""


def draw(capability: str, result: object) -> Drawing:
    """Draw a result.

    Raises `UnknownShapeError`.
    """
    drawing = _DRAWINGS.get(capability)
    if drawing is None or not isinstance(result, Mapping):
        raise UnknownShapeError(capability)
    try:
        return drawing(result)
    except (KeyError, TypeError, ValueError) as error:
        raise UnknownShapeError(f"{capability}: {error!r}") from error


def percent(share: float | None) -> str:
    """`12.5 %`, or that it is not known."""
    return UNKNOWN if share is None else f"{share * 100:.1f} %"


def money(minor: int | None, currency: str) -> str:
    """`12.50 EUR`, or that it is not known."""
    return UNKNOWN if minor is None else render_money(minor, currency)


def _kpi(result: Result) -> Drawing:
    facts = (
        ("Month", f"{result['month']}{'' if result['complete'] else ', not over yet'}"),
        ("Active members", str(result["active_members"])),
        ("At the start", str(result["members_at_start"])),
        ("Gained", str(result["gained_members"])),
        ("Lost", str(result["lost_members"])),
        ("Churn", percent(result["churn"])),
        ("Ever paid, of those entitled", percent(result["conversion"])),
    )
    found = [_kpi_money(one) for one in result["currencies"]]
    return Drawing(
        facts=facts,
        charts=tuple(chart for chart, _ in found),
        tables=tuple(table for _, table in found),
        notes=("Unknown is a share of nothing: there was nobody to divide by.",),
        nothing="" if found else f"No amount moved in {result['month']}.",
    )


def _kpi_money(one: Result) -> tuple[Chart, Table]:
    currency = one["currency"]
    names = {
        "income_minor": "Income",
        "mrr_minor": "Subscriptions",
        "refunds_minor": "Refunds",
        "fees_minor": "Fees",
        "net_minor": "Net",
        "payouts_minor": "Payouts",
    }
    points = [Point(word, one[name], money(one[name], currency)) for name, word in names.items()]
    rows = [(point.label, point.text) for point in points]
    rows += [
        ("Paying members", str(one["paying_members"])),
        ("Income per paying member", money(one["arpu_minor"], currency)),
    ]
    title = f"Money in {currency}"
    return _bars(title, points, currency), Table(title, ("What", "Amount"), tuple(rows))


def _forecast(result: Result) -> Drawing:
    currency, months = result["currency"], result["months"]
    points = [
        Point(
            one["month"],
            one["expected_minor"],
            money(one["expected_minor"], currency),
            one["low_80_minor"],
            one["high_80_minor"],
        )
        for one in months
    ]
    bounds = ("expected", "low_80", "high_80", "low_95", "high_95")
    rows = tuple(
        (one["month"], *(money(one[f"{name}_minor"], currency) for name in bounds))
        for one in months
    )
    title = f"Expected income in {currency}, with the interval of 80 %"
    head = ("Month", "Expected", "80 % from", "80 % to", "95 % from", "95 % to")
    return Drawing(
        facts=(("Complete months seen", str(result["observed_months"])),),
        charts=(_line(title, points, currency),),
        tables=(Table(title, head, rows),),
        notes=(result["method"],),
    )


def _segments(result: Result) -> Drawing:
    currency, segments = result["currency"], result["segments"]
    points = [
        Point(one["segment"].replace("_", " "), one["members"], str(one["members"]))
        for one in segments
    ]
    rows = tuple(
        (
            one["segment"].replace("_", " "),
            str(one["members"]),
            money(one["amount_minor"], currency),
            one["meaning"],
        )
        for one in segments
    )
    title = "Members by segment"
    head = ("Segment", "Members", f"Paid in {currency}", "Meaning")
    return Drawing(charts=(_counts(title, points),), tables=(Table(title, head, rows),))


def _cohorts(result: Result) -> Drawing:
    cohorts = result["cohorts"]
    if not cohorts:
        return Drawing(nothing=f"Nobody first paid in {result['currency']} in these months.")
    points = [Point(one["month"], one["size"], str(one["size"])) for one in cohorts]
    months = min(max(len(one["retention"]) for one in cohorts), _RETENTION_MONTHS_MAX)
    rows = tuple(
        (one["month"], str(one["size"]), *_shares(one["retention"], months)) for one in cohorts
    )
    head = ("First paid in", "Members", *(f"after {at}" for at in range(months)))
    return Drawing(
        charts=(_counts("Members by the month of their first payment", points),),
        tables=(Table("Share that paid again, by months after the first payment", head, rows),),
        notes=("A month that is not over has no number yet.",),
    )


def _shares(retention: Sequence[float | None], months: int) -> list[str]:
    told = [percent(share) for share in retention[:months]]
    return told + [_NOT_YET] * (months - len(told))


def _funnel(result: Result) -> Drawing:
    stages = result["stages"]
    points = [Point(one["stage"], one["members"], str(one["members"])) for one in stages]
    rows = tuple(
        (one["stage"], str(one["members"]), percent(one["of_previous"]), percent(one["of_first"]))
        for one in stages
    )
    title = "From invitation to renewal"
    head = ("Stage", "Members", "Of the stage before", "Of the first")
    return Drawing(
        charts=(_counts(title, points),),
        tables=(Table(title, head, rows),),
        notes=("The first stage counts invitations: nobody knows how many people they reached.",),
    )


def _lifetime(result: Result) -> Drawing:
    currency, value = result["currency"], result["value"]
    facts = (
        ("Paying members", str(value["members"])),
        ("Complete months seen", str(value["observed_months"])),
        ("Paid so far by all", money(value["historic_total_minor"], currency)),
        ("Monthly churn", percent(value["churn"])),
    )
    points = [
        Point("Paid so far", mean, money(mean, currency)) for mean in [value["historic_mean_minor"]]
    ]
    predicted = value["predictive_minor"]
    points.append(Point("Predicted", predicted, money(predicted, currency)))
    title = f"Per member, in {currency}"
    rows = tuple((point.label, point.text) for point in points)
    return Drawing(
        facts=facts,
        charts=(_bars(title, points, currency),),
        tables=(Table(title, ("What", "Amount"), rows),),
        notes=tuple(note for note in (value["reason"], result["limits"]) if note),
    )


def _bars(title: str, points: Sequence[Point], currency: str) -> Chart:
    return lay_out(title, "bars", points, lambda minor: render_money(round(minor), currency))


def _line(title: str, points: Sequence[Point], currency: str) -> Chart:
    return lay_out(title, "line", points, lambda minor: render_money(round(minor), currency))


def _counts(title: str, points: Sequence[Point]) -> Chart:
    return lay_out(title, "bars", points, lambda count: f"{count:.0f}")


_DRAWINGS: dict[str, Callable[[Result], Drawing]] = {
    "kpi_report": _kpi,
    "revenue_forecast": _forecast,
    "rfm_segments": _segments,
    "cohort_retention": _cohorts,
    "conversion_funnel": _funnel,
    "lifetime_value": _lifetime,
}
