"""The rules of screen time on minutes: what is left of a day, downtime, when to warn.

Pure functions of weekdays and minutes since local midnight. Which day and minute it is in the
family's time zone, and how a session over midnight is split, is the caller's business.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Annotated, Any, Literal

import msgspec

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""In the order of `datetime.weekday()`."""
MINUTES_PER_DAY = 24 * 60
MINUTES_PER_WEEK = 7 * MINUTES_PER_DAY
WINDOWS_MAX = 28
"""Four a day are more than a family plans."""
WARNINGS_BEFORE_END_MINUTES = (15, 5, 1)
"""A child is told 15 and 5 minutes before the end, and once more in the last minute."""

_CLOCK = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")


class Window(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A time without screens that begins on each of `days`; over midnight if it ends earlier."""

    days: Annotated[tuple[Weekday, ...], msgspec.Meta(min_length=1, max_length=7)]
    from_minute: Annotated[int, msgspec.Meta(ge=0, lt=MINUTES_PER_DAY)]
    until_minute: Annotated[int, msgspec.Meta(gt=0, le=MINUTES_PER_DAY)]
    """Exclusive; 24:00 is the end of the day."""

    @property
    def minutes(self) -> int:
        """How long the window is."""
        return (self.until_minute - self.from_minute) % MINUTES_PER_DAY or MINUTES_PER_DAY


class ScreenState(msgspec.Struct, frozen=True):
    """What a member may do right now."""

    left_minutes: int | None
    """Of today's budget and extra time; never negative, nothing without a limit."""
    over_minutes: int
    """Used beyond what was allowed."""
    in_downtime: bool
    allowed: bool
    ends_in_minutes: int | None
    """Until budget or downtime ends the time, whichever is first; 0 if not allowed, nothing if
    neither ever does."""
    next_warning_in_minutes: int | None
    """Nothing if the time is over, or the last warning was given."""


def parse_clock(text: str) -> int:
    """Return the minute of the day that `text` (`HH:MM`, or 24:00) names.

    Raises `ValueError` if it is no time of a day.
    """
    if text == "24:00":
        return MINUTES_PER_DAY
    match = _CLOCK.fullmatch(text)
    if match is None:
        raise ValueError(f"{text[:20]!r} is no time of a day; write HH:MM, such as 21:00")
    return int(match[1]) * 60 + int(match[2])


def format_clock(minute: int) -> str:
    """Return `minute` of the day as `HH:MM`."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def parse_windows(windows: Sequence[Any]) -> tuple[Window, ...]:
    """Read windows as the API has them: `{"days": ["mon"], "from": "21:00", "until": "07:00"}`.

    Raises `ValueError` that says which window is wrong and why.
    """
    if len(windows) > WINDOWS_MAX:
        raise ValueError(f"{len(windows)} downtime windows, at most {WINDOWS_MAX}; join some")
    return tuple(_parse_window(number, window) for number, window in enumerate(windows, 1))


def _parse_window(number: int, window: object) -> Window:
    if not isinstance(window, dict) or set(window) != {"days", "from", "until"}:
        raise ValueError(f"downtime window {number}: expected days, from and until")
    try:
        return _make_window(window["days"], str(window["from"]), str(window["until"]))
    except ValueError as error:  # msgspec's ValidationError is one
        raise ValueError(f"downtime window {number}: {error}") from error


def _make_window(days: object, begin: str, end: str) -> Window:
    if parse_clock(begin) == parse_clock(end):
        raise ValueError("it begins when it ends; for a whole day write 00:00 until 24:00")
    until = parse_clock(end) or MINUTES_PER_DAY
    fields = {"days": days, "from_minute": parse_clock(begin), "until_minute": until}
    return msgspec.convert(fields, Window)


def is_in_downtime(windows: Iterable[Window], weekday: int, minute: int) -> bool:
    """Tell whether any window covers this minute; `weekday` counts from Monday = 0."""
    return any(
        _minutes_since(begin, weekday, minute) < window.minutes
        for window in windows
        for begin in _begins(window)
    )


def minutes_until_downtime(windows: Iterable[Window], weekday: int, minute: int) -> int | None:
    """Return the minutes until a window begins, 0 inside one, nothing without windows."""
    windows = tuple(windows)
    if is_in_downtime(windows, weekday, minute):
        return 0
    now = weekday * MINUTES_PER_DAY + minute
    waits = [(begin - now) % MINUTES_PER_WEEK for window in windows for begin in _begins(window)]
    return min(waits, default=None)


def judge_screen_time(
    allowed_minutes: int | None,
    used_minutes: int,
    windows: Iterable[Window],
    weekday: int,
    minute: int,
) -> ScreenState:
    """Judge a moment; `allowed_minutes` is the day's budget with its extra time, None no limit."""
    left = None if allowed_minutes is None else max(0, allowed_minutes - used_minutes)
    until_downtime = minutes_until_downtime(windows, weekday, minute)
    ends_in = min((end for end in (left, until_downtime) if end is not None), default=None)
    return ScreenState(
        left_minutes=left,
        over_minutes=0 if allowed_minutes is None else max(0, used_minutes - allowed_minutes),
        in_downtime=until_downtime == 0,
        allowed=ends_in != 0,
        ends_in_minutes=ends_in,
        next_warning_in_minutes=None if ends_in is None else next_warning(ends_in),
    )


def next_warning(ends_in_minutes: int) -> int | None:
    """Return in how many minutes to warn, when the time ends in `ends_in_minutes`."""
    waits = [ends_in_minutes - before for before in WARNINGS_BEFORE_END_MINUTES]
    return min((wait for wait in waits if wait >= 0), default=None)


def _begins(window: Window) -> list[int]:
    """Minutes of the week at which `window` begins."""
    days = (WEEKDAYS.index(day) for day in window.days)
    return [day * MINUTES_PER_DAY + window.from_minute for day in days]


def _minutes_since(begin: int, weekday: int, minute: int) -> int:
    return (weekday * MINUTES_PER_DAY + minute - begin) % MINUTES_PER_WEEK
