"""Messages: the family's room, and what the platform tells."""

import asyncio
from collections.abc import Iterable, Mapping
from typing import Any

from starlette.responses import Response

from services.console.gate import action, page
from services.console.visit import Visit
from services.gypsy_cove.audience import FAMILY
from services.gypsy_cove.household import family_of

TEXT_CHARACTERS_MAX = 4000
"""core-api takes no longer message."""
_SHOWN = 50
_WORDS = {
    "family": ("Family", "Your family reads and writes here, and nobody else."),
    "platform": ("News", "What the people who run GypsyCove tell everybody."),
    "user": ("For you", "What GypsyCove tells you alone."),
}
"""Kind of room -> its name and what it is for."""


async def show_messages(visit: Visit) -> Response:
    """Show the rooms, and the messages of one."""
    wanted = visit.query("room") or f"family:{family_of(visit)}"
    rooms, messages = await asyncio.gather(_read_rooms(visit), _read_messages(visit, wanted))
    return visit.page(
        "messages/page.html",
        rooms=rooms,
        room=describe_room(wanted),
        messages=messages,
        unread={one["room"]: one["unread"] for one in rooms}.get(wanted, 0),
        text_max=TEXT_CHARACTERS_MAX,
        is_parent=visit.me.role == "parent",
    )


async def show_list(visit: Visit) -> Response:
    """Show the messages of a room, as a live part."""
    messages = await _read_messages(visit, visit.part("room"))
    return visit.fragment("messages/_list.html", messages=messages)


async def write_message(visit: Visit) -> Response:
    """Write into a room; what was there before counts as read."""
    room = visit.part("room")
    form = await visit.form()
    kind = "announcement" if form.ticked("announcement") else "message"
    body = {"text": form.text("text"), "kind": kind}
    sent = await visit.core_api.post("/api/v1/messages/rooms/{}/messages", room, body=body)
    await _mark(visit, room, sent["id"])
    return visit.done("Sent.", f"/messages?room={room}")


async def mark_read(visit: Visit) -> Response:
    """Count all messages up to the one that was shown last as read."""
    room = visit.part("room")
    await _mark(visit, room, (await visit.form()).text("message_id"))
    return visit.done("Marked as read.", f"/messages?room={room}")


async def _mark(visit: Visit, room: str, message_id: str) -> None:
    await visit.core_api.post(
        "/api/v1/messages/rooms/{}/read", room, body={"message_id": message_id}
    )


async def _read_rooms(visit: Visit) -> list[dict[str, Any]]:
    found = await visit.core_api.get("/api/v1/messages/rooms")
    rooms = ({**one, **describe_room(one["room"])} for one in found["items"])
    order = list(_WORDS)
    return sorted(rooms, key=lambda one: order.index(one["kind"]))


async def _read_messages(visit: Visit, room: str) -> list[dict[str, Any]]:
    found = await visit.core_api.get(
        "/api/v1/messages/rooms/{}/messages", room, query={"limit": _SHOWN}
    )
    return describe_messages(found["items"], visit.me.user_id)


def describe_room(name: str) -> dict[str, Any]:
    """Return a room in words; only in the family's one may families write."""
    kind = name.partition(":")[0]
    title, purpose = _WORDS.get(kind, (name, ""))
    return {
        "room": name,
        "kind": kind,
        "title": title,
        "purpose": purpose,
        "is_open": kind == "family",
    }


def describe_messages(messages: Iterable[Mapping[str, Any]], user_id: str) -> list[dict[str, Any]]:
    """Return messages as core-api gives them, the newest first; one's own are marked."""
    return [{**one, "is_own": one["sender_id"] == user_id} for one in messages]


ROUTES = (
    page("/messages", show_messages, FAMILY),
    page("/messages/{room}/list", show_list, FAMILY),
    action("/messages/{room}", write_message, FAMILY),
    action("/messages/{room}/read", mark_read, FAMILY),
)
