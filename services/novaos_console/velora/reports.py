"""The reports that velora makes and what each of them takes. Pure."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from services.console.errors import BadFormError
from services.console.forms import Form

_MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])", re.ASCII)
_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Report:
    """One report."""

    capability: str
    title: str
    about: str
    takes: tuple[str, ...]
    """Of `month`, `currency`, `months`, `horizon`; every report can be of one creator."""
    months_min: int = 1


REPORTS = (
    Report("kpi_report", "One month", "Income, refunds, fees, members, churn.", ("month",)),
    Report(
        "revenue_forecast",
        "Forecast",
        "Monthly income ahead, with intervals; takes eight complete months.",
        ("currency", "horizon"),
    ),
    Report(
        "rfm_segments",
        "Segments",
        "Members by how lately, how often and how much they paid; takes five paying members.",
        ("currency",),
    ),
    Report(
        "cohort_retention",
        "Retention",
        "Of those who first paid in a month, how many paid again later.",
        ("currency", "months"),
    ),
    Report("conversion_funnel", "Funnel", "Invited, redeemed, paid, renewed.", ()),
    Report(
        "lifetime_value",
        "Lifetime value",
        "What a member paid so far, and a simple prediction.",
        ("currency", "months"),
        months_min=3,
    ),
)


def find_report(capability: str | None) -> Report:
    """Return a report; the first one if it is not named.

    Raises `BadFormError` for a name that is none.
    """
    if capability is None:
        return REPORTS[0]
    found = next((one for one in REPORTS if one.capability == capability), None)
    if found is None:
        raise BadFormError("There is no such report.")
    return found


def read_input(report: Report, form: Form) -> dict[str, Any]:
    """Read the form of a report as the input of velora's task.

    Raises `BadFormError`.
    """
    readers: dict[str, Callable[[], str | int | None]] = {
        "month": lambda: _match(_MONTH, form.optional("month"), "Month: write it as 2026-11."),
        "currency": lambda: read_currency(form),
        "months": lambda: form.number("months"),
        "horizon": lambda: form.number("horizon"),
    }
    values: dict[str, Any] = {name: readers[name]() for name in report.takes}
    return {**values, "creator_id": form.optional("creator_id")}


def read_currency(form: Form) -> str:
    """Read a currency.

    Raises `BadFormError`.
    """
    text = form.text("currency").upper()
    if not _CURRENCY.fullmatch(text):
        raise BadFormError("Currency: write its three letters, as EUR.")
    return text


def describe_input(given: Mapping[str, Any], creators: Mapping[str, str]) -> list[tuple[str, str]]:
    """Say what a report was asked for, as pairs of name and value."""
    words = {
        "month": "Month",
        "currency": "Currency",
        "months": "Months back",
        "horizon": "Months ahead",
    }
    said = [(words[name], str(given[name])) for name in words if given.get(name) is not None]
    creator = given.get("creator_id")
    return [*said, ("Of", creators.get(creator, creator) if creator else "all creators")]


def _match(pattern: re.Pattern[str], text: str | None, otherwise: str) -> str | None:
    if text is not None and not pattern.fullmatch(text):
        raise BadFormError(otherwise)
    return text
