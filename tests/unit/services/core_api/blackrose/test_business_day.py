"""Business days against published calendars, and the laws that counting has to obey."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.core_api.blackrose.business_day import (
    add_business_days,
    closed_days,
    is_business_day,
)

DAYS = st.dates(date(1972, 1, 1), date(2199, 1, 1))
COUNTS = st.integers(1, 30)


# U.S. Office of Personnel Management, "Federal Holidays".
@pytest.mark.parametrize(
    ("year", "observed"),
    [
        (
            2021,  # New Year's Day of 2022 is a Saturday: observed on the last day of 2021.
            "01-01 01-18 02-15 05-31 06-18 07-05 09-06 10-11 11-11 11-25 12-24 12-31",
        ),
        (2022, "01-17 02-21 05-30 06-20 07-04 09-05 10-10 11-11 11-24 12-26"),
        (2023, "01-02 01-16 02-20 05-29 06-19 07-04 09-04 10-09 11-10 11-23 12-25"),
        (2026, "01-01 01-19 02-16 05-25 06-19 07-03 09-07 10-12 11-11 11-26 12-25"),
    ],
)
def test_observed_holidays_are_the_published_ones(year: int, observed: str) -> None:
    expected = {date.fromisoformat(f"{year}-{day}") for day in observed.split()}
    assert closed_days(year) == expected


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        ("2026-11-20", 1, "2026-11-23"),  # Friday to Monday
        ("2026-11-21", 1, "2026-11-23"),  # Saturday to Monday
        ("2026-11-25", 1, "2026-11-27"),  # over Thanksgiving
        ("2026-07-02", 1, "2026-07-06"),  # Independence Day is observed on Friday
        ("2026-12-18", 10, "2027-01-05"),  # over Christmas and New Year
        ("2021-12-30", 1, "2022-01-03"),  # over New Year's Day observed in the old year
    ],
)
def test_business_days_are_counted(day: str, count: int, expected: str) -> None:
    assert add_business_days(date.fromisoformat(day), count) == date.fromisoformat(expected)


@given(day=DAYS, count=COUNTS)
def test_exactly_as_many_business_days_lie_between(day: date, count: int) -> None:
    last = add_business_days(day, count)
    passed = [day + timedelta(days=n) for n in range(1, (last - day).days + 1)]
    assert is_business_day(last)
    assert sum(map(is_business_day, passed)) == count


@given(day=DAYS, count=COUNTS)
def test_a_later_start_never_ends_earlier(day: date, count: int) -> None:
    assert add_business_days(day, count) <= add_business_days(day + timedelta(days=1), count)


@given(day=DAYS, first=COUNTS, second=COUNTS)
def test_counting_in_two_steps_is_counting_at_once(day: date, first: int, second: int) -> None:
    assert add_business_days(add_business_days(day, first), second) == add_business_days(
        day, first + second
    )


@pytest.mark.parametrize("count", [0, -1])
def test_no_days_are_refused(count: int) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        add_business_days(date(2026, 1, 1), count)
