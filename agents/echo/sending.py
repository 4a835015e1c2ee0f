"""Send a message into one room or several, through core-api, which hands it to the relays.

Broadcasting goes on after a room that refuses; what became of each room is in the result. A task
whose every room failed is a failed task.
"""

from typing import Annotated, Literal

import msgspec

from agents.echo.room import MessageText, Platform, Room, message_body, room_messages_path
from agents.runtime.capability import TaskContext
from agents.runtime.core_api_pages import read_as
from agents.runtime.errors import AgentError, TaskError, UnreachableError

ROOMS_MAX = 100
_PROBLEM_CHARACTERS_MAX = 80

Kind = Literal["message", "announcement"]


class SendInput(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A message for one room."""

    room: Room
    text: MessageText
    kind: Kind = "message"
    platform: Platform | None = None
    """Needed for a person's own room."""


class BroadcastInput(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A message for several rooms."""

    rooms: Annotated[tuple[Room, ...], msgspec.Meta(min_length=1, max_length=ROOMS_MAX)]
    text: MessageText
    kind: Kind = "announcement"
    platform: Platform | None = None
    """Needed if there are people's own rooms."""


class Sent(msgspec.Struct, frozen=True):
    """What core-api kept."""

    id: str
    room: str
    sent_at: str


class Refusal(msgspec.Struct, frozen=True):
    """A room that did not get the message."""

    room: str
    reason: str


class Broadcast(msgspec.Struct, frozen=True):
    """What became of each room."""

    message_ids: dict[str, str]
    """Room -> id of its message."""
    failed: list[Refusal]


def send(wanted: SendInput, context: TaskContext) -> Sent:
    """Send one message.

    Raises `TaskError` if it has no visible character.
    """
    if not wanted.text.strip():
        raise TaskError("the text is empty; write something")
    if wanted.platform is None and wanted.room.startswith("user:"):
        raise TaskError("a person's own room exists on each platform; give the platform")
    path = room_messages_path(wanted.room)
    body = message_body(wanted.text, wanted.kind, _platform_of(wanted))
    return read_as(Sent, context.core_api.post(path, body), path)


def _platform_of(wanted: SendInput) -> Platform | None:
    """Only a person's room needs it; any other has one platform by its name."""
    return wanted.platform if wanted.room.startswith("user:") else None


def broadcast(wanted: BroadcastInput, context: TaskContext) -> Broadcast:
    """Send the message into each room once.

    Raises `TaskError` if no room got it.
    """
    message_ids: dict[str, str] = {}
    failed: list[Refusal] = []
    is_reachable = True
    for room in dict.fromkeys(wanted.rooms):
        if not is_reachable:
            failed.append(Refusal(room, "not tried, as core-api was not reached"))
            continue
        try:
            one = SendInput(room, wanted.text, wanted.kind, wanted.platform)
            message_ids[room] = send(one, context).id
        except AgentError as error:
            failed.append(Refusal(room, str(error)[:_PROBLEM_CHARACTERS_MAX]))
            is_reachable = not isinstance(error, UnreachableError)
    if not message_ids:
        raise TaskError(f"no room got the message; the first one: {failed[0].reason}")
    return Broadcast(message_ids, failed)
