"""Announcements for a planned time: core-api keeps them and sends each exactly once.

Echo asks for the due ones at every tick; when echo is away they are sent as soon as it is back.
"""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import msgspec

from agents.echo.room import MESSAGES_PREFIX, MessageId, MessageText, Platform, Room
from agents.runtime.capability import TaskContext
from agents.runtime.core_api_pages import load_rows, read_as
from agents.runtime.errors import TaskError
from agents.runtime.result_part import FromRow, Part, take_part

ANNOUNCEMENTS_PATH = f"{MESSAGES_PREFIX}/announcements"
AHEAD_MAX = timedelta(days=366)
_SEND_AT = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})\Z"


class AnnounceInput(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What to say, where and when."""

    room: Room
    text: MessageText
    send_at: Annotated[str, msgspec.Meta(pattern=_SEND_AT)]
    """RFC 3339 with its zone."""
    platform: Platform | None = None
    """Needed for a person's own room."""


class CancelInput(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The announcement that is not to be sent."""

    announcement_id: MessageId


class AnnouncementsInput(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which part of the list."""

    from_row: FromRow = 0


class Announcement(msgspec.Struct, frozen=True):
    """An announcement as core-api has it."""

    id: str
    room: str
    text: str
    send_at: str
    status: str = ""


def announce(wanted: AnnounceInput, context: TaskContext) -> Announcement:
    """Plan an announcement.

    Raises `TaskError` if its time is no time, is over, or is more than a year away.
    """
    if not wanted.text.strip():
        raise TaskError("the text is empty; write something")
    send_at = check_time(wanted.send_at, context.now())
    body = {"room": wanted.room, "text": wanted.text, "send_at": send_at.isoformat()}
    if wanted.platform is not None and wanted.room.startswith("user:"):
        body["platform"] = wanted.platform
    return read_as(Announcement, context.core_api.post(ANNOUNCEMENTS_PATH, body), "announcement")


def check_time(text: str, now: datetime) -> datetime:
    """Return the moment that `text` names, in UTC, if it can be planned for."""
    try:
        moment = datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise TaskError(f"send_at {text!r} is no time: {error}") from error
    if moment <= now:
        raise TaskError(f"send_at {text} is over; give a time to come, or send it now")
    if moment - now > AHEAD_MAX:
        raise TaskError(f"send_at {text} is more than {AHEAD_MAX.days} days away")
    return moment


def list_announcements(wanted: AnnouncementsInput, context: TaskContext) -> Part:
    """List the announcements, the next one first."""
    rows = load_rows(context, ANNOUNCEMENTS_PATH, {}, Announcement)
    return take_part(sorted(rows, key=lambda row: (row.send_at, row.id)), wanted.from_row)


def cancel(wanted: CancelInput, context: TaskContext) -> dict[str, Any]:
    """Cancel an announcement that has not been sent."""
    return context.core_api.post(f"{ANNOUNCEMENTS_PATH}/{wanted.announcement_id}/cancel", {})


def run_due(context: TaskContext) -> dict[str, Any]:
    """Have core-api send what is due."""
    return context.core_api.post(f"{ANNOUNCEMENTS_PATH}/run-due", {})
