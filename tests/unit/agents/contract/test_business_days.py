"""Federal holidays, business days and the window for restoring."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.contract.business_days import (
    add_business_days,
    federal_holidays,
    is_business_day,
    restore_window,
)

DAYS = st.dates(date(2000, 1, 1), date(2099, 1, 1))
# As published by the Office of Personnel Management for 2008, 2021 and 2026.
PUBLISHED = {
    2008: "01-01 01-21 02-18 05-26 07-04 09-01 10-13 11-11 11-27 12-25",
    2021: "01-01 01-18 02-15 05-31 06-18 07-05 09-06 10-11 11-11 11-25 12-24 12-31",
    2026: "01-01 01-19 02-16 05-25 06-19 07-03 09-07 10-12 11-11 11-26 12-25",
}


@pytest.mark.parametrize("year", sorted(PUBLISHED))
def test_holidays_are_those_that_are_published(year: int) -> None:
    assert [f"{day:%m-%d}" for day in federal_holidays(year)] == PUBLISHED[year].split()


def test_new_year_on_a_saturday_is_observed_in_the_old_year() -> None:
    assert date(2021, 12, 31) in federal_holidays(2021)
    assert date(2022, 1, 1) not in federal_holidays(2022)


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2026, 11, 20), 1, date(2026, 11, 23)),  # Friday -> Monday
        (date(2026, 11, 25), 1, date(2026, 11, 27)),  # over Thanksgiving
        (date(2026, 11, 21), 1, date(2026, 11, 23)),  # from a Saturday
        (date(2026, 12, 18), 10, date(2027, 1, 5)),  # over Christmas (Fr) and New Year (Fr)
    ],
)
def test_business_days_skip_weekends_and_holidays(day: date, count: int, expected: date) -> None:
    assert add_business_days(day, count) == expected


def test_the_restore_window_is_ten_to_fourteen_business_days() -> None:
    # 2 November 2026 is a Monday. 3..10 are days 1..6, 11 is Veterans Day, 12, 13, 16, 17 are
    # 7..10, 18..20 are 11..13, and 23 is 14.
    opens, closes = restore_window(datetime(2026, 11, 2, 23, 59, tzinfo=UTC))
    assert opens == datetime(2026, 11, 18, tzinfo=UTC)
    assert closes == datetime(2026, 11, 24, tzinfo=UTC)


def test_the_day_of_receipt_is_the_day_in_utc() -> None:
    east = timezone(timedelta(hours=5))
    same = datetime(2026, 11, 3, 2, 0, tzinfo=east)
    assert restore_window(same) == restore_window(datetime(2026, 11, 2, 21, 0, tzinfo=UTC))


def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="without zone"):
        restore_window(datetime(2026, 11, 2))  # noqa: DTZ001 - the refused case


@pytest.mark.parametrize("count", [0, -3])
def test_a_count_below_one_is_refused(count: int) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        add_business_days(date(2026, 1, 2), count)


@given(DAYS, st.integers(1, 40))
def test_the_result_is_a_business_day_with_that_many_between(day: date, count: int) -> None:
    reached = add_business_days(day, count)
    between = [day + timedelta(days=n) for n in range(1, (reached - day).days + 1)]
    assert is_business_day(reached)
    assert sum(map(is_business_day, between)) == count


@given(DAYS)
def test_a_year_has_ten_to_twelve_holidays_and_none_on_a_weekend(day: date) -> None:
    holidays = federal_holidays(day.year)
    assert 9 <= len(holidays) <= 12
    assert all(holiday.weekday() < 5 for holiday in holidays)
