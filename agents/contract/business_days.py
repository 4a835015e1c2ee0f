"""Business days of the United States, for the deadlines of 17 USC 512(g)(2)(C).

A business day is no Saturday, no Sunday and no federal holiday of 5 USC 6103(a), on the day it is
observed. Days are days in UTC. Pure: core-api and the agents count with the same rules.
"""

from datetime import UTC, date, datetime, time, timedelta

RESTORE_BUSINESS_DAYS_MIN = 10
RESTORE_BUSINESS_DAYS_MAX = 14
"""17 USC 512(g)(2)(C): restored not less than 10, nor more than 14, business days after receipt."""

_MONDAY, _THURSDAY, _SATURDAY, _SUNDAY = 0, 3, 5, 6
_ONE_DAY = timedelta(days=1)
_FIXED = ((1, 1), (6, 19), (7, 4), (11, 11), (12, 25))
"""Month and day: New Year, Juneteenth, Independence, Veterans, Christmas."""
_JUNETEENTH, _JUNETEENTH_SINCE = (6, 19), 2021
"""Public Law 117-17."""
_BY_WEEK = ((1, _MONDAY, 3), (2, _MONDAY, 3), (9, _MONDAY, 1), (10, _MONDAY, 2), (11, _THURSDAY, 4))
"""Month, weekday, which one: King, Washington, Labor, Columbus, Thanksgiving."""


def federal_holidays(year: int) -> tuple[date, ...]:
    """List the days of `year` on which a federal holiday is observed, in order.

    The next New Year's Day is among them when it is a Saturday. Inauguration Day is not: it is a
    holiday around Washington only (5 USC 6103(c)).
    """
    fixed = [
        date(owner, month, day)
        for owner in (year, year + 1)
        for month, day in _FIXED
        if (month, day) != _JUNETEENTH or owner >= _JUNETEENTH_SINCE
    ]
    moving = [_nth_weekday(year, *rule) for rule in _BY_WEEK]
    observed = {*map(_observed, fixed), *moving, _last_monday_of_may(year)}
    return tuple(sorted(day for day in observed if day.year == year))


def is_business_day(day: date) -> bool:
    """Tell whether `day` counts."""
    return day.weekday() < _SATURDAY and day not in federal_holidays(day.year)


def add_business_days(day: date, count: int) -> date:
    """Return the business day that is `count` business days after `day`; `day` does not count.

    Raises `ValueError` if `count` is less than 1.
    """
    if count < 1:
        raise ValueError(f"cannot add {count} business days, expected at least 1")
    while count:
        day += _ONE_DAY
        count -= is_business_day(day)
    return day


def restore_window(counter_received_at: datetime) -> tuple[datetime, datetime]:
    """From when and until when material is put back after a counter-notice, both in UTC.

    It opens when ten whole business days after the day of receipt are over, and closes with the
    end of the fourteenth. Raises `ValueError` for a time without zone.
    """
    if counter_received_at.tzinfo is None:
        raise ValueError(f"{counter_received_at}: time without zone; give it in UTC")
    received_on = counter_received_at.astimezone(UTC).date()
    return (
        _end_of(add_business_days(received_on, RESTORE_BUSINESS_DAYS_MIN)),
        _end_of(add_business_days(received_on, RESTORE_BUSINESS_DAYS_MAX)),
    )


def _end_of(day: date) -> datetime:
    return datetime.combine(day + _ONE_DAY, time(), UTC)


def _observed(day: date) -> date:
    """Saturday's holiday is observed on Friday, Sunday's on Monday (5 USC 6103(b), EO 11582)."""
    return day + {_SATURDAY: -_ONE_DAY, _SUNDAY: _ONE_DAY}.get(day.weekday(), timedelta())


def _nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))


def _last_monday_of_may(year: int) -> date:
    last = date(year, 5, 31)
    return last - timedelta(days=last.weekday())
