"""Digests of what people have not read: one per person, with counts and ages, never with texts.

A digest that is sent goes to the person's own room, which is not counted itself: otherwise each
digest would make the next one.
"""

from datetime import datetime, timedelta
from typing import Annotated

import msgspec

from agents.echo.room import (
    MESSAGES_PREFIX,
    Platform,
    Room,
    message_body,
    room_messages_path,
    user_room,
)
from agents.runtime.capability import TaskContext
from agents.runtime.core_api_pages import load_rows
from agents.runtime.errors import RefusedError, TaskError, UnreachableError

DIGESTS_PATH = f"{MESSAGES_PREFIX}/digests"
_ROOMS_IN_TEXT_MAX = 20
_DIGESTS_IN_RESULT_MAX = 50


class DigestInput(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who gets a digest."""

    room: Room | None = None
    """Only of this room; nothing for all rooms."""
    min_unread: Annotated[int, msgspec.Meta(ge=1, le=10_000)] = 1
    min_age_minutes: Annotated[int, msgspec.Meta(ge=0, le=60 * 24 * 365)] = 60
    """Of the oldest message that was not read."""
    send: bool = False
    """False only makes the digests."""


class UnreadRow(msgspec.Struct, frozen=True):
    """What one person has not read in one room."""

    user_id: str
    platform: Platform
    room: str
    unread: Annotated[int, msgspec.Meta(ge=0)]
    oldest_unread_at: datetime | None


class Digest(msgspec.Struct, frozen=True):
    """What one person has not read on one platform."""

    user_id: str
    platform: Platform
    unread: int
    rooms: dict[str, int]
    oldest_unread_at: datetime
    text: str


class Digests(msgspec.Struct, frozen=True):
    """All digests, those with the most unread messages first."""

    total: int
    sent: int
    failed: int
    problem: str
    """Why the first one could not be sent."""
    digests: list[Digest]
    """The first ones."""


def make_digests(
    rows: list[UnreadRow],
    now: datetime,
    min_unread: int,
    min_age: timedelta,
) -> list[Digest]:
    """Put the rows of each person together."""
    by_user: dict[tuple[str, Platform], dict[str, int]] = {}
    oldest: dict[tuple[str, Platform], datetime] = {}
    for row in rows:
        if row.unread == 0 or row.oldest_unread_at is None or row.room.startswith("user:"):
            continue
        user = row.user_id, row.platform
        rooms = by_user.setdefault(user, {})
        rooms[row.room] = rooms.get(row.room, 0) + row.unread
        oldest[user] = min(oldest.get(user, row.oldest_unread_at), row.oldest_unread_at)
    digests = [
        _digest(user, rooms, oldest[user], now)
        for user, rooms in by_user.items()
        if sum(rooms.values()) >= min_unread and now - oldest[user] >= min_age
    ]
    return sorted(digests, key=lambda digest: (-digest.unread, digest.user_id, digest.platform))


def digest_unread(wanted: DigestInput, context: TaskContext) -> Digests:
    """Make the digests, and send them if wanted.

    Raises `TaskError` if a person's own room is asked for.
    """
    if wanted.room is not None and wanted.room.startswith("user:"):
        raise TaskError("a person's own room is in no digest; name another room, or none")
    query: dict[str, str | int] = {} if wanted.room is None else {"room": wanted.room}
    rows = load_rows(context, DIGESTS_PATH, query, UnreadRow)
    min_age = timedelta(minutes=wanted.min_age_minutes)
    digests = make_digests(rows, context.now(), wanted.min_unread, min_age)
    problems = _send(digests, context) if wanted.send else []
    return Digests(
        total=len(digests),
        sent=len(digests) - len(problems) if wanted.send else 0,
        failed=len(problems),
        problem=problems[0] if problems else "",
        digests=digests[:_DIGESTS_IN_RESULT_MAX],
    )


def _digest(
    user: tuple[str, Platform], rooms: dict[str, int], oldest: datetime, now: datetime
) -> Digest:
    unread = sum(rooms.values())
    ordered = sorted(rooms.items(), key=lambda item: (-item[1], item[0]))
    noun = "message" if unread == 1 else "messages"
    lines = [f"You have {unread} unread {noun}, the oldest {_age(now - oldest)} old."]
    lines += [f"- {room}: {count}" for room, count in ordered[:_ROOMS_IN_TEXT_MAX]]
    if len(ordered) > _ROOMS_IN_TEXT_MAX:
        lines.append(f"- and {len(ordered) - _ROOMS_IN_TEXT_MAX} more rooms")
    return Digest(*user, unread, dict(ordered), oldest, "\n".join(lines))


def _age(age: timedelta) -> str:
    hours = int(age // timedelta(hours=1))
    if hours < 1:
        return f"{int(age // timedelta(minutes=1))} minutes"
    return f"{hours} hours" if hours < 48 else f"{hours // 24} days"  # noqa: PLR2004 - two days


def _send(digests: list[Digest], context: TaskContext) -> list[str]:
    """Send each digest to its person and return what failed; without core-api the rest fails."""
    problems: list[str] = []
    for number, digest in enumerate(digests):
        path = room_messages_path(user_room(digest.user_id))
        try:
            context.core_api.post(path, message_body(digest.text, "message", digest.platform))
        except RefusedError as error:
            problems.append(str(error)[:200])
        except UnreachableError as error:
            return problems + [str(error)[:200]] * (len(digests) - number)
    return problems
