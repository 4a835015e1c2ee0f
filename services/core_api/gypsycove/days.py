"""The days of a family: which stretch of time a date is in its time zone.

A day begins at its local midnight and ends where the next one begins, so days tile time without a
gap or an overlap, and a day on which the clock changes has 23 or 25 hours. A midnight that the
clock skips is the moment of the jump; of one that it shows twice the first counts.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

_DAY = timedelta(days=1)
ZONE_NAMES: tuple[str, ...] = tuple(
    sorted(files("tzdata").joinpath("zones").read_text(encoding="ascii").split())
)
"""What the tzdata package knows: the same names wherever the service runs."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time, UTC; the end is not part of it."""

    start: datetime
    stop: datetime


@cache
def zone_of(name: str) -> ZoneInfo:
    """Load a time zone by its name in `ZONE_NAMES`."""
    return ZoneInfo(name)


def start_of_day(day: date, zone: ZoneInfo) -> datetime:
    """Return the instant at which `day` begins, UTC."""
    return datetime.combine(day, time.min, zone).astimezone(UTC)


def span_of_day(day: date, zone: ZoneInfo) -> Span:
    """Return all of `day`."""
    return Span(start_of_day(day, zone), start_of_day(day + _DAY, zone))


def day_of(moment: datetime, zone: ZoneInfo) -> date:
    """Return the day whose span has `moment` in it.

    That is the date on the wall, except where a clock is put back or forth across midnight.
    """
    day = moment.astimezone(zone).date()
    while moment < start_of_day(day, zone):
        day -= _DAY
    while moment >= start_of_day(day + _DAY, zone):
        day += _DAY
    return day


def split_by_day(span: Span, zone: ZoneInfo) -> Iterator[tuple[date, timedelta]]:
    """Yield each day that `span` touches, with how much of it."""
    begin = span.start
    while begin < span.stop:
        day = day_of(begin, zone)
        end = min(span.stop, start_of_day(day + _DAY, zone))
        yield day, end - begin
        begin = end


def time_on(day: date, spans: Iterable[Span], zone: ZoneInfo) -> timedelta:
    """Add up what of `spans` lies on `day`."""
    whole = span_of_day(day, zone)
    parts = (min(one.stop, whole.stop) - max(one.start, whole.start) for one in spans)
    return sum((part for part in parts if part > timedelta()), timedelta())


def whole_minutes(length: timedelta) -> int:
    """Return the minutes that have passed completely."""
    return length // timedelta(minutes=1)
