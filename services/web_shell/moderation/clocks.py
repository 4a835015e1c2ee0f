"""The clocks of open cases, in words: how much of the time that a law or a rule gives is left.

Pure. The moment is the server's and counts in whole minutes, so that what is shown changes once a
minute at most.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from services.console.views import as_moment

REPORT_SOON = timedelta(days=2)
"""When a report that is still open becomes urgent."""


@dataclass(frozen=True, slots=True)
class Clock:
    """A deadline, and how it stands."""

    deadline: str
    """As core-api gave it."""
    word: str
    tone: str
    """As for badges."""


def whole_minute(moment: datetime) -> datetime:
    """Return the minute that a moment is in."""
    return moment.replace(second=0, microsecond=0)


def read_clock(deadline: str, soon_from: datetime, now: datetime) -> Clock:
    """Return how an open case stands against its deadline."""
    at = whole_minute(now)
    if at >= whole_minute(as_moment(deadline)):
        return Clock(deadline, "over", "bad")
    if at >= whole_minute(soon_from):
        return Clock(deadline, "soon", "warn")
    return Clock(deadline, "ok", "ok")


def removal_clock(removal: Mapping[str, Any], now: datetime) -> Clock | None:
    """Return the clock of 48 hours, with its alarm; None once the request is decided."""
    if removal["status"] != "open":
        return None
    return read_clock(removal["due_at"], as_moment(removal["alarm_at"]), now)


def report_clock(report: Mapping[str, Any], now: datetime) -> Clock | None:
    """Return the clock of business days; None once the report is decided."""
    if report["status"] != "open":
        return None
    return read_clock(report["due_at"], as_moment(report["due_at"]) - REPORT_SOON, now)


def restore_clock(notice: Mapping[str, Any], now: datetime) -> Clock | None:
    """Return how the restore window of an answered notice stands; None if there is none."""
    if notice["status"] != "countered":
        return None
    at = whole_minute(now)
    if at < whole_minute(as_moment(notice["restore_not_before"])):
        return Clock(notice["restore_not_before"], "not open yet", "info")
    if at <= whole_minute(as_moment(notice["restore_not_after"])):
        return Clock(notice["restore_not_after"], "open now", "warn")
    return Clock(notice["restore_not_after"], "over", "bad")
