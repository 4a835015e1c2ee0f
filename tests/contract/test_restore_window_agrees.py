"""core-api and the agents count alike: audita judges the restore windows that core-api sets."""

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from agents.contract import business_days
from services.core_api.blackrose import business_day, clock

MOMENTS = st.datetimes(datetime(2021, 1, 1), datetime(2199, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - zone beside


@given(MOMENTS)
def test_both_sides_open_and_close_the_same_window(received_at: datetime) -> None:
    window = clock.restore_window(received_at)
    assert business_days.restore_window(received_at) == (window.opens_at, window.closes_at)


@given(st.dates(date(2021, 1, 1), date(2199, 1, 1)))
def test_both_sides_work_on_the_same_days(day: date) -> None:
    assert business_days.is_business_day(day) == business_day.is_business_day(day)
