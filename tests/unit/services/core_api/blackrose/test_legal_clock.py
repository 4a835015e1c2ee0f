"""The restore window of a counter-notice, and the clock of a report."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.core_api.blackrose.clock import (
    Window,
    check_restore_time,
    report_due,
    restore_window,
)

MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2199, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - Hypothesis adds the zone
WINDOW = Window(datetime(2026, 12, 8, tzinfo=UTC), datetime(2026, 12, 12, tzinfo=UTC))
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("received", "opens", "closes"),
    [
        # Thanksgiving, 26 November, is no business day.
        ("2026-11-23T15:00:00+00:00", "2026-12-09", "2026-12-15"),
        ("2026-11-21T15:00:00+00:00", "2026-12-08", "2026-12-12"),
        # Still Sunday in UTC, though Monday where it was written.
        ("2026-11-23T01:00:00+02:00", "2026-12-08", "2026-12-12"),
    ],
)
def test_window_is_ten_to_fourteen_business_days(received: str, opens: str, closes: str) -> None:
    window = restore_window(datetime.fromisoformat(received))
    assert window.opens_at == datetime.fromisoformat(f"{opens}T00:00:00+00:00")
    assert window.closes_at == datetime.fromisoformat(f"{closes}T00:00:00+00:00")


@given(received=MOMENTS)
def test_window_opens_after_two_weeks_and_before_a_month(received: datetime) -> None:
    window = restore_window(received)
    assert received + timedelta(days=11) < window.opens_at < window.closes_at
    assert window.closes_at < received + timedelta(days=28)


@given(received=MOMENTS, hours=st.integers(-12, 14))
def test_window_does_not_depend_on_how_the_time_is_written(received: datetime, hours: int) -> None:
    elsewhere = received.astimezone(timezone(timedelta(hours=hours)))
    assert restore_window(elsewhere) == restore_window(received)


@pytest.mark.parametrize(
    ("now", "late_reason", "found"),
    [
        (WINDOW.opens_at - SECOND, None, "opens at"),
        (WINDOW.opens_at - SECOND, "in a hurry", "opens at"),
        (WINDOW.opens_at, None, None),
        (WINDOW.closes_at, None, None),
        (WINDOW.closes_at + SECOND, None, "closed at"),
        (WINDOW.closes_at + SECOND, "the reviewer was ill", None),
    ],
)
def test_restoring_is_refused_outside_of_the_window(
    now: datetime, late_reason: str | None, found: str | None
) -> None:
    refused = check_restore_time(WINDOW, now, late_reason=late_reason)
    assert (found is None and not refused) or (found is not None and found in refused[0])


def test_report_is_due_after_seven_business_days() -> None:
    reported = datetime(2026, 11, 20, 12, tzinfo=UTC)
    assert report_due(reported) == datetime(2026, 12, 3, tzinfo=UTC)
