"""The week of a family: its days, and what fell on them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.core_api.gypsycove.days import Span, zone_of
from services.core_api.gypsycove.weeks import minutes_by_day, parse_week

BERLIN = zone_of("Europe/Berlin")
WEEK = parse_week("2026-W13", BERLIN)
"""23 to 29 March: its Sunday has 23 hours."""


def test_a_week_begins_on_monday_and_ends_on_sunday() -> None:
    assert (WEEK.first_day, WEEK.last_day) == (date(2026, 3, 23), date(2026, 3, 29))
    assert WEEK.span.stop - WEEK.span.start == timedelta(hours=7 * 24 - 1)


def test_the_first_week_may_begin_in_the_old_year() -> None:
    assert parse_week("2026-W01", BERLIN).first_day == date(2025, 12, 29)


def test_a_year_without_a_53rd_week_is_refused() -> None:
    assert parse_week("2026-W53", BERLIN).first_day == date(2026, 12, 28)
    with pytest.raises(ValueError, match="week"):
        parse_week("2025-W53", BERLIN)


def test_minutes_are_added_up_by_day_and_category() -> None:
    start = datetime(2026, 3, 24, 22, 50, tzinfo=UTC)  # 23:50 on Tuesday
    used = [
        ("games", Span(start, start + timedelta(minutes=30))),
        ("games", Span(start + timedelta(hours=1), start + timedelta(hours=1, seconds=90))),
        ("video", Span(start + timedelta(hours=1), start + timedelta(hours=1, seconds=59))),
    ]
    assert minutes_by_day(used, WEEK) == [
        (date(2026, 3, 24), "games", 10),
        (date(2026, 3, 25), "games", 21),
        (date(2026, 3, 25), "video", 0),
    ]


def test_what_lies_outside_of_the_week_is_not_counted() -> None:
    first, last = WEEK.span.start, WEEK.span.stop
    used = [
        ("games", Span(first - timedelta(hours=2), first + timedelta(minutes=5))),
        ("games", Span(last - timedelta(minutes=7), last + timedelta(hours=2))),
        ("games", Span(last, last + timedelta(hours=2))),
    ]
    assert minutes_by_day(used, WEEK) == [
        (date(2026, 3, 23), "games", 5),
        (date(2026, 3, 29), "games", 7),
    ]


@given(
    sessions=st.lists(
        st.tuples(
            st.sampled_from(["games", "video"]), st.integers(-2000, 12000), st.integers(0, 3000)
        ),
        max_size=20,
    )
)
def test_whole_minutes_add_up(sessions: list[tuple[str, int, int]]) -> None:
    week = WEEK.span
    used = []
    expected = 0
    for category, offset, length in sessions:
        start = week.start + timedelta(minutes=offset)
        span = Span(start, start + timedelta(minutes=length))
        used.append((category, span))
        inside = min(span.stop, week.stop) - max(span.start, week.start)
        expected += max(0, inside // timedelta(minutes=1))
    assert sum(minutes for _, _, minutes in minutes_by_day(used, WEEK)) == expected
