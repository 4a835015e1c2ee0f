"""What a member's screen time is at one moment: used, left, when it ends, when to warn.

Pure. The rules on minutes (downtime, warnings) are `agents.contract.screen_time`, the same as riven
has; what is added here is the calendar: instants, time zones and days.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from agents.contract.screen_time import (
    WARNINGS_BEFORE_END_MINUTES,
    WEEKDAYS,
    Window,
    is_in_downtime,
)
from services.core_api.gypsycove.days import Span, day_of, start_of_day, time_on, whole_minutes

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Agreement:
    """What the family agreed for one member."""

    budget: Mapping[str, int] | None
    """Minutes per weekday (`mon` to `sun`); None if there is no limit."""
    windows: Sequence[Window]


@dataclass(frozen=True, slots=True)
class ScreenTime:
    """One member at one moment."""

    day: date
    budget_minutes: int | None
    granted_extra_minutes: int
    used_minutes: int
    left_minutes: int | None
    """None if there is no limit."""
    in_downtime: bool
    ends_at: datetime | None
    """When the budget or the next downtime of this day ends the time, if it runs; else None."""
    next_warning_at: datetime | None


def judge(  # noqa: PLR0913 - six facts, and each is needed
    now: datetime,
    zone: ZoneInfo,
    agreement: Agreement,
    spans: Sequence[Span],
    extra_minutes: int,
    *,
    is_running: bool,
) -> ScreenTime:
    """Judge `now`; `spans` are the sessions that touch today, an open one until now."""
    day = day_of(now, zone)
    used = time_on(day, spans, zone)
    budget = None if agreement.budget is None else agreement.budget[WEEKDAYS[day.weekday()]]
    left = None if budget is None else timedelta(minutes=budget + extra_minutes) - used
    in_downtime = is_downtime(now, zone, agreement.windows)
    ends_at = _end(now, zone, agreement.windows, left) if is_running else None
    return ScreenTime(
        day=day,
        budget_minutes=budget,
        granted_extra_minutes=extra_minutes,
        used_minutes=whole_minutes(used),
        left_minutes=None if left is None else max(0, -whole_minutes(-left)),
        in_downtime=in_downtime,
        ends_at=ends_at,
        next_warning_at=_next_warning(now, ends_at),
    )


def find_refusal(state: ScreenTime) -> str | None:
    """Find the reason why a session may not start now."""
    if state.in_downtime:
        return "it is downtime; start when it is over"
    if state.left_minutes == 0:
        return "no screen time is left today; ask for extra time"
    return None


def is_downtime(now: datetime, zone: ZoneInfo, windows: Iterable[Window]) -> bool:
    """Tell whether a window covers what the clock on the wall shows at `now`."""
    wall = now.astimezone(zone)
    return is_in_downtime(windows, wall.weekday(), wall.hour * 60 + wall.minute)


def _end(
    now: datetime, zone: ZoneInfo, windows: Sequence[Window], left: timedelta | None
) -> datetime | None:
    """Return when running time ends today; the budget of tomorrow is new at its midnight."""
    if is_downtime(now, zone, windows):
        return now
    midnight = start_of_day(day_of(now, zone) + _DAY, zone)
    ends = [begin for begin in _downtime_begins(now, zone, windows) if begin <= midnight]
    if left is not None and now + left < midnight:
        ends.append(max(now, now + left))
    return min(ends, default=None)


def _downtime_begins(
    now: datetime, zone: ZoneInfo, windows: Sequence[Window]
) -> Iterable[datetime]:
    """Yield the beginnings after `now`, of today and tomorrow."""
    today = day_of(now, zone)
    for day in (today, today + _DAY):
        for window in windows:
            if WEEKDAYS[day.weekday()] in window.days:
                hour, minute = divmod(window.from_minute, 60)
                begin = datetime.combine(day, time(hour, minute), zone).astimezone(UTC)
                if begin > now:
                    yield begin


def _next_warning(now: datetime, ends_at: datetime | None) -> datetime | None:
    if ends_at is None:
        return None
    warnings = (ends_at - timedelta(minutes=before) for before in WARNINGS_BEFORE_END_MINUTES)
    return min((at for at in warnings if at > now), default=None)
