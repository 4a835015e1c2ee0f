"""Spread drafts over the days of a calendar, at most one a day.

1. What its author scheduled stays where it is and takes its day.
2. The drafts furthest along come first; there may be more drafts than free days.
3. They are spread evenly over the free days that are allowed.
4. Among equally ready drafts, one with another topic than the day before is preferred.
Every draft is in the result exactly once, with the reason for its place or for having none.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Literal

import msgspec

Moment = Annotated[datetime, msgspec.Meta(tz=True)]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_READINESS = {"approved": 0, "review": 1, "draft": 2}
_NO_TOPIC = ""


class Draft(msgspec.Struct, frozen=True):
    """A post that is not published, or that will be at a time."""

    id: str
    title: Annotated[str, msgspec.Meta(max_length=200)] = ""
    status: str = "draft"
    tags: tuple[str, ...] = ()
    scheduled_for: Moment | None = None
    created_at: Moment | None = None


class Frame(msgspec.Struct, frozen=True):
    """The days of a calendar and the hour of publication."""

    first_day: date
    days: int
    weekdays: tuple[Weekday, ...] = WEEKDAYS
    hour_utc: int = 17

    def all_days(self) -> list[date]:
        """Every day of the calendar."""
        return [self.first_day + timedelta(days=number) for number in range(self.days)]


class Entry(msgspec.Struct, frozen=True):
    """One draft and its place; without a place `publish_at` is empty."""

    post_id: str
    title: str
    publish_at: datetime | None
    reason: str


def plan_calendar(drafts: Sequence[Draft], frame: Frame) -> list[Entry]:
    """Give every draft a place or a reason, by time and then those without a place."""
    fixed = [_fixed(draft, frame) for draft in drafts if draft.scheduled_for is not None]
    taken = {entry.publish_at.date() for entry in fixed if entry.publish_at}
    waiting = sorted((draft for draft in drafts if draft.scheduled_for is None), key=_order)
    free = [
        day
        for day in frame.all_days()
        if WEEKDAYS[day.weekday()] in frame.weekdays and day not in taken
    ]
    chosen = waiting[: len(free)]  # (2)
    days = [free[index * len(free) // len(chosen)] for index in range(len(chosen))]  # (3)
    topics = {
        draft.scheduled_for.astimezone(UTC).date(): topic_of(draft)
        for draft in drafts
        if draft.scheduled_for
    }
    placed = [_placed(draft, day, frame) for draft, day in _assign(chosen, days, topics)]
    left = [
        Entry(draft.id, draft.title, None, f"all {len(free)} free days are taken by readier drafts")
        for draft in waiting[len(free) :]
    ]
    return [*sorted([*_tell_shared_days(fixed), *placed], key=_time_order), *left]


def topic_of(draft: Draft) -> str:
    """Return the first tag: what a draft is mainly about."""
    return draft.tags[0].casefold() if draft.tags else _NO_TOPIC


def _order(draft: Draft) -> tuple[int, float, str]:
    created = draft.created_at.timestamp() if draft.created_at else 0.0
    return _READINESS.get(draft.status, len(_READINESS)), created, draft.id


def _time_order(entry: Entry) -> tuple[bool, float, str]:
    at = entry.publish_at
    return at is None, at.timestamp() if at else 0.0, entry.post_id


def _fixed(draft: Draft, frame: Frame) -> Entry:
    """Keep what is scheduled where it is (1)."""
    at = draft.scheduled_for.astimezone(UTC) if draft.scheduled_for else None
    if at is not None and at.date() in frame.all_days():
        return Entry(draft.id, draft.title, at, "scheduled by its author")
    outside = f"scheduled for {at:%Y-%m-%d}, outside of this calendar" if at else ""
    return Entry(draft.id, draft.title, None, outside)


def _tell_shared_days(fixed: Sequence[Entry]) -> list[Entry]:
    days = [entry.publish_at.date() for entry in fixed if entry.publish_at]
    return [
        msgspec.structs.replace(entry, reason=f"{entry.reason}; shares its day, move one of them")
        if entry.publish_at and days.count(entry.publish_at.date()) > 1
        else entry
        for entry in fixed
    ]


def _assign(
    drafts: Sequence[Draft], days: Sequence[date], topics: dict[date, str]
) -> list[tuple[Draft, date]]:
    """Choose a draft for each day, from the front of the queue (4)."""
    queue, assigned = list(drafts), []
    known = dict(topics)
    for day in days:
        before = known.get(day - timedelta(days=1), _NO_TOPIC)
        ready = [draft for draft in queue if draft.status == queue[0].status]
        other = [draft for draft in ready if before == _NO_TOPIC or topic_of(draft) != before]
        draft = (other or ready)[0]
        queue.remove(draft)
        known[day] = topic_of(draft)
        assigned.append((draft, day))
    return assigned


def _placed(draft: Draft, day: date, frame: Frame) -> Entry:
    at = datetime.combine(day, time(frame.hour_utc), UTC)
    return Entry(draft.id, draft.title, at, f"{draft.status}, next free day in an even spread")
