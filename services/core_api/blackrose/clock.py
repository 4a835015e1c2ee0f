"""The clocks of the law: when a hidden post may come back, when a removal is due.

Pure functions of the moment of receipt. Days are counted in UTC; the day of receipt never counts.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from services.core_api.blackrose.business_day import add_business_days

RESTORE_DAYS_MIN = 10
"""17 U.S.C. 512(g)(2)(C): not less than 10 business days after the counter-notice ..."""
RESTORE_DAYS_MAX = 14
"""... and not more than 14."""
REMOVAL_DUE = timedelta(hours=48)
"""TAKE IT DOWN Act, section 3(a)(3): as soon as possible, not later than 48 hours."""
REMOVAL_ALARM = timedelta(hours=24)
"""Our own: half of the time is left."""
REPORT_DAYS = 7
"""Mastercard AN 5196: complaints are resolved within seven business days."""


@dataclass(frozen=True, slots=True)
class Window:
    """A span of time, both ends included."""

    opens_at: datetime
    closes_at: datetime


def restore_window(counter_received_at: datetime) -> Window:
    """Return when a post may be restored: after the 10th, until the end of the 14th day."""
    day = counter_received_at.astimezone(UTC).date()
    return Window(
        _end_of(add_business_days(day, RESTORE_DAYS_MIN)),
        _end_of(add_business_days(day, RESTORE_DAYS_MAX)),
    )


def report_due(reported_at: datetime) -> datetime:
    """Return until when a report has to be decided."""
    return _end_of(add_business_days(reported_at.astimezone(UTC).date(), REPORT_DAYS))


def check_restore_time(window: Window, now: datetime, *, late_reason: str | None) -> list[str]:
    """Find what is wrong with restoring a post now.

    Too late has been late already: it needs a reason for the log, and is then better than never.
    """
    if now < window.opens_at:
        return [f"the restore window opens at {window.opens_at.isoformat()}; wait until then"]
    if now > window.closes_at and late_reason is None:
        closed = window.closes_at.isoformat()
        return [f"the restore window closed at {closed}; restore with a late_reason for the log"]
    return []


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), UTC)
