"""Times as the clock on the family's wall shows them; a browser may be anywhere.

Instants stay in UTC. Here they become words for people, and what people write becomes an instant.
"""

import re
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from services.console.errors import BadFormError, CoreApiUnreachableError
from services.console.views import as_moment

DAYS = (
    ("mon", "Monday"),
    ("tue", "Tuesday"),
    ("wed", "Wednesday"),
    ("thu", "Thursday"),
    ("fri", "Friday"),
    ("sat", "Saturday"),
    ("sun", "Sunday"),
)
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")


def zone_of(name: str) -> ZoneInfo:
    """Load a time zone.

    Raises `CoreApiUnreachableError` where this machine does not know it: a wrong time is worse.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise CoreApiUnreachableError(f"the time zone {name} is not known here") from error


@cache
def zone_names() -> tuple[str, ...]:
    """Return what a family may choose from, by region; read once, from many files."""
    return tuple(sorted(name for name in available_timezones() if "/" in name or name == "UTC"))


def render_wall(moment: str, zone: ZoneInfo) -> str:
    """`Sun 22 Nov, 18:00`, on the family's wall."""
    return as_moment(moment).astimezone(zone).strftime("%a %d %b, %H:%M")


def render_date(day: str) -> str:
    """`Sun 22 Nov`, of a date as core-api gives it."""
    return date.fromisoformat(day).strftime("%a %d %b")


def today(zone: ZoneInfo) -> date:
    """Return the date on the family's wall."""
    return datetime.now(zone).date()


def day_choices(first: date, count: int = 7) -> list[tuple[str, str]]:
    """Return the next days as options of a form, `first` being today."""
    words = {0: "Today, ", 1: "Tomorrow, "}
    days = (first + timedelta(days=number) for number in range(count))
    return [
        (day.isoformat(), words.get(number, "") + day.strftime("%a %d %b"))
        for number, day in enumerate(days)
    ]


def parse_clock(text: str) -> str:
    """Take a time of the day as a time field sends it, seconds left out.

    Raises `BadFormError`.
    """
    match = _CLOCK.match(text)
    if match is None:
        raise BadFormError("expected a time of the day, such as 18:30")
    return match[0]


def parse_wall(day: str, clock: str, zone: ZoneInfo) -> str:
    """Return the instant that a day and a time on the wall name, as core-api takes it.

    Raises `BadFormError`.
    """
    try:
        wall = datetime.combine(
            date.fromisoformat(day), time.fromisoformat(parse_clock(clock)), zone
        )
    except ValueError as error:
        raise BadFormError("expected a day of the calendar") from error
    return wall.astimezone(UTC).isoformat().replace("+00:00", "Z")
