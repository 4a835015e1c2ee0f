"""Rooms of creators and members: a creator with its members, the platform's, and one's own.

Whether somebody may read or write in a room is core-api's decision; the form is shown where it
would not be refused.
"""

from typing import Any

from starlette.responses import Response

from services.console.session import Session
from services.console.visit import Visit
from services.web_shell.form_values import plain_text
from services.web_shell.members.reader import read_pseudonyms

_ROOMS = "/api/v1/messages/rooms"
_MESSAGES = f"{_ROOMS}/{{}}/messages"
_SHOWN = 50
_PEOPLE = frozenset({"creator", "member"})


async def show_rooms(visit: Visit) -> Response:
    """List the rooms with what is unread."""
    rooms = (await visit.core_api.get(_ROOMS))["items"]
    pseudonyms = await read_pseudonyms(visit)
    named = [{**room, "name": name_room(room["room"], pseudonyms)} for room in rooms]
    return visit.page("members/rooms.html", rooms=named)


async def show_room(visit: Visit) -> Response:
    """Show the latest messages of a room, and remember that they were read."""
    room = visit.part("room")
    messages, pseudonyms = await _read_messages(visit, room), await read_pseudonyms(visit)
    if messages:
        newest = {"message_id": messages[-1]["id"]}
        await visit.core_api.post(f"{_ROOMS}/{{}}/read", room, body=newest)
    return visit.page(
        "members/room.html",
        room=room,
        name=name_room(room, pseudonyms),
        messages=messages,
        may_write=may_write(room, visit.me),
    )


async def show_messages(visit: Visit) -> Response:
    """Answer with the messages alone."""
    messages = await _read_messages(visit, visit.part("room"))
    return visit.fragment("members/_messages.html", messages=messages)


async def write_message(visit: Visit) -> Response:
    """Keep a message, and show the room with it."""
    room = visit.part("room")
    text = plain_text((await visit.form()).text("text"))
    await visit.core_api.post(_MESSAGES, room, body={"text": text})
    return visit.done("Your message is there.", f"/messages/{room}")


async def _read_messages(visit: Visit, room: str) -> list[dict[str, Any]]:
    listing = await visit.core_api.get(_MESSAGES, room, query={"limit": _SHOWN})
    messages: list[dict[str, Any]] = listing["items"]
    return messages[::-1]


def name_room(room: str, pseudonyms: dict[str, str]) -> str:
    """Return how people call a room."""
    kind, _, key = room.partition(":")
    if kind == "creator":
        return f"{pseudonyms.get(key, 'A creator')} and members"
    return "To you alone" if kind == "user" else "Everybody on Black Rose"


def may_write(room: str, session: Session) -> bool:
    """Say whether a form for a message is of use here."""
    if room.startswith("creator:"):
        return session.role in _PEOPLE
    return room.startswith("platform:") and session.role not in _PEOPLE
