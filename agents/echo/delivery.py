"""Whether a message arrived: what the relays confirmed, and who has read it.

No confirmation means that it is not known whether anybody got it, and is never called delivered.
"""

from typing import Literal

import msgspec

from agents.echo.room import MessageId, Room, room_messages_path
from agents.runtime.capability import TaskContext
from agents.runtime.core_api_pages import read_as


class DeliveryInput(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The message."""

    room: Room
    message_id: MessageId


class DeliveryRecord(msgspec.Struct, frozen=True):
    """What core-api knows."""

    message_id: str
    room: str
    sent_at: str
    relays: int
    """How many confirmed it."""
    sockets: int
    read_by: int
    """How many others have read as far."""


class DeliveryReport(msgspec.Struct, frozen=True):
    """The same with a verdict."""

    message_id: str
    room: str
    sent_at: str
    verdict: Literal["read", "delivered", "nobody_there", "not_confirmed"]
    relays: int
    sockets: int
    readers: int
    text: str


def report_delivery(wanted: DeliveryInput, context: TaskContext) -> DeliveryReport:
    """Ask core-api what became of a message."""
    path = f"{room_messages_path(wanted.room)}/{wanted.message_id}/delivery"
    return judge_delivery(read_as(DeliveryRecord, context.core_api.get(path), path))


def judge_delivery(record: DeliveryRecord) -> DeliveryReport:
    """Say what the numbers mean."""
    relays, readers = record.relays, record.read_by
    verdict: Literal["read", "delivered", "nobody_there", "not_confirmed"] = "not_confirmed"
    text = "no relay has confirmed it; whether somebody saw it at once is not known"
    if relays:
        verdict, text = "nobody_there", f"{relays} relays had it, nobody was connected"
    if relays and record.sockets:
        verdict = "delivered"
        text = f"{record.sockets} connections got it through {relays} relays"
    if readers:
        verdict, text = "read", f"read by {readers}; {text}"
    return DeliveryReport(
        message_id=record.message_id,
        room=record.room,
        sent_at=record.sent_at,
        verdict=verdict,
        relays=relays,
        sockets=record.sockets,
        readers=readers,
        text=text,
    )
