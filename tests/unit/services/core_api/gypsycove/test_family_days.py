"""Days of a family: they tile time in every zone, whatever its clock does."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.core_api.gypsycove.days import (
    ZONE_NAMES,
    Span,
    day_of,
    span_of_day,
    split_by_day,
    start_of_day,
    time_on,
    zone_of,
)

BERLIN = zone_of("Europe/Berlin")
ZONES = st.sampled_from(ZONE_NAMES).map(zone_of)
MOMENTS = st.datetimes(datetime(1970, 1, 1), datetime(2199, 12, 30), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis adds the zone
DATES = st.dates(date(1970, 1, 2), date(2199, 12, 30))
LENGTHS = st.timedeltas(timedelta(), timedelta(days=40))


@given(zone=ZONES, moment=MOMENTS)
def test_every_moment_lies_in_its_day_and_in_no_other(zone: ZoneInfo, moment: datetime) -> None:
    day = day_of(moment, zone)
    span = span_of_day(day, zone)
    assert span.start <= moment < span.stop


@given(zone=ZONES, day=DATES)
def test_days_tile_time(zone: ZoneInfo, day: date) -> None:
    span = span_of_day(day, zone)
    assert span.start <= span.stop == start_of_day(day + timedelta(days=1), zone)


@given(zone=ZONES, start=MOMENTS, length=LENGTHS)
def test_a_split_loses_no_time_and_names_each_day_once(
    zone: ZoneInfo, start: datetime, length: timedelta
) -> None:
    span = Span(start, start + length)
    parts = list(split_by_day(span, zone))
    assert sum((part for _, part in parts), timedelta()) == length
    days = [day for day, _ in parts]
    assert days == sorted(set(days))
    for day, part in parts:
        assert part == time_on(day, [span], zone)


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/Berlin", date(2026, 1, 2), 24),
        ("Europe/Berlin", date(2026, 3, 29), 23),
        ("Europe/Berlin", date(2026, 10, 25), 25),
        ("America/Sao_Paulo", date(2018, 11, 4), 23),  # midnight is skipped
        ("Atlantic/Azores", date(2026, 10, 25), 25),  # midnight is shown twice
        ("Pacific/Apia", date(2011, 12, 30), 0),  # the day that Samoa left out
        ("Australia/Lord_Howe", date(2026, 10, 4), 23.5),
    ],
)
def test_a_day_is_as_long_as_its_clock_makes_it(zone: str, day: date, hours: float) -> None:
    span = span_of_day(day, zone_of(zone))
    assert span.stop - span.start == timedelta(hours=hours)


def test_a_session_over_midnight_counts_on_both_days() -> None:
    # 23:30 to 00:45 in Berlin, which is an hour ahead of UTC in winter.
    span = Span(datetime(2026, 1, 2, 22, 30, tzinfo=UTC), datetime(2026, 1, 2, 23, 45, tzinfo=UTC))
    assert list(split_by_day(span, BERLIN)) == [
        (date(2026, 1, 2), timedelta(minutes=30)),
        (date(2026, 1, 3), timedelta(minutes=45)),
    ]


def test_the_night_of_the_change_of_clocks_has_its_real_minutes() -> None:
    # 01:00 to 04:00 on the wall is two hours in spring and four in autumn.
    spring = Span(datetime(2026, 3, 29, 0, tzinfo=UTC), datetime(2026, 3, 29, 2, tzinfo=UTC))
    autumn = Span(datetime(2026, 10, 24, 23, tzinfo=UTC), datetime(2026, 10, 25, 3, tzinfo=UTC))
    assert time_on(date(2026, 3, 29), [spring], BERLIN) == timedelta(hours=2)
    assert time_on(date(2026, 10, 25), [autumn], BERLIN) == timedelta(hours=4)


def test_every_named_zone_can_be_loaded() -> None:
    assert len(ZONE_NAMES) > 400
    assert all(zone_of(name).key == name for name in ZONE_NAMES)


@pytest.mark.parametrize(
    ("zone", "moment", "wall", "day"),
    [
        # At 00:01 the clock went back to 23:01: the new day had begun.
        ("America/Goose_Bay", datetime(2010, 11, 7, 3, 30, tzinfo=UTC), 6, 7),
        # At 23:30 the clock went on to 00:30: the day ends where its midnight would have been.
        ("America/Toronto", datetime(1919, 3, 31, 4, 40, tzinfo=UTC), 31, 30),
    ],
)
def test_a_clock_that_crosses_midnight_does_not_break_a_day_in_two(
    zone: str, moment: datetime, wall: int, day: int
) -> None:
    assert moment.astimezone(zone_of(zone)).day == wall
    assert day_of(moment, zone_of(zone)).day == day


def test_what_lies_on_another_day_is_not_counted() -> None:
    noon = datetime(2026, 1, 2, 11, tzinfo=UTC)
    spans = [Span(noon, noon + timedelta(minutes=10)), Span(noon, noon + timedelta(hours=20))]
    assert time_on(date(2026, 1, 3), spans, BERLIN) == timedelta(hours=8)
    assert time_on(date(2026, 1, 1), spans, BERLIN) == timedelta()
