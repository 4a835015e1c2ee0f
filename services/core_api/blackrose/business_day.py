"""Business days in the United States: no weekend, no federal holiday (5 U.S.C. 6103, of 2021).

Pure arithmetic on dates. Inauguration Day is left out: it is a holiday in Washington only.
"""

from datetime import date, timedelta
from functools import cache

_DAY = timedelta(days=1)
_MONDAY, _THURSDAY, _SATURDAY, _SUNDAY = 0, 3, 5, 6
_FIXED = ((1, 1), (6, 19), (7, 4), (11, 11), (12, 25))
"""New Year, Juneteenth, Independence, Veterans, Christmas: (month, day)."""
_FLOATING = (
    (1, _MONDAY, 3),  # Martin Luther King
    (2, _MONDAY, 3),  # Washington
    (9, _MONDAY, 1),  # Labor
    (10, _MONDAY, 2),  # Columbus
    (11, _THURSDAY, 4),  # Thanksgiving
)
"""(month, weekday, which one of the month)."""
_MEMORIAL_MONTH = 5


def is_business_day(day: date) -> bool:
    """Say whether offices are open on `day`."""
    return day.weekday() < _SATURDAY and day not in closed_days(day.year)


def add_business_days(day: date, count: int) -> date:
    """Return the business day that is number `count` after `day`; `day` itself does not count."""
    if count < 1:
        raise ValueError(f"got {count} business days, expected at least 1")
    while count:
        day += _DAY
        count -= is_business_day(day)
    return day


@cache
def closed_days(year: int) -> frozenset[date]:
    """Return the days of `year` on which a federal holiday is observed."""
    holidays = {holiday for near in (year, year + 1) for holiday in holidays_of(near)}
    return frozenset(seen for holiday in holidays if (seen := observed(holiday)).year == year)


def holidays_of(year: int) -> list[date]:
    """Return the federal holidays of `year`, each on its own date."""
    fixed = [date(year, month, day) for month, day in _FIXED]
    floating = [_nth(year, month, weekday, nth) for month, weekday, nth in _FLOATING]
    return [*fixed, *floating, _last_monday(year, _MEMORIAL_MONTH)]


def observed(holiday: date) -> date:
    """Return when a holiday is observed: Saturday's on Friday, Sunday's on Monday (6103(b))."""
    shift = {_SATURDAY: -_DAY, _SUNDAY: _DAY}.get(holiday.weekday(), timedelta())
    return holiday + shift


def _nth(year: int, month: int, weekday: int, nth: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))


def _last_monday(year: int, month: int) -> date:
    last = date(year, month + 1, 1) - _DAY
    return last - timedelta(days=last.weekday())
