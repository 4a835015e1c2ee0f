"""Keep a message and tell the relays: kept first, told after the transaction has ended.

Telling is best effort: pub/sub is at most once, the history has everything. Who sent it is kept,
but for GodMode nobody.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.core_api.access.actors import Platform, Role
from services.core_api.access.principal import Principal
from services.core_api.errors import StoreUnreachableError
from services.core_api.interface import Ports
from services.core_api.messages.bodies import MessageView
from services.core_api.messages.models import MessageRecord
from services.relay_contract.events import render_message_event
from services.relay_contract.names import EVENTS_CHANNEL
from services.relay_contract.rooms import Room, RoomKind

_TELL_SECONDS = 1.0


def make_record(  # noqa: PLR0913 - what a message is
    room: Room, platform: str, principal: Principal, *, text: str, kind: str, at: datetime
) -> MessageRecord:
    """Return the row of a new message."""
    sender_id, sender_name = sender_of(principal)
    key = None if room.kind is RoomKind.PLATFORM else UUID(room.key)
    return MessageRecord(
        platform=platform,
        room=room.name,
        family_id=key if room.kind is RoomKind.FAMILY else None,
        creator_id=key if room.kind is RoomKind.CREATOR else None,
        user_id=key if room.kind is RoomKind.USER else None,
        sender_id=sender_id,
        sender_name=sender_name,
        kind=kind,
        text=text,
        sent_at=at,
    )


def sender_of(principal: Principal) -> tuple[UUID | None, str]:
    """Return who is kept as the sender: nobody for GodMode."""
    if principal.godmode_bypass:
        return None, ""
    if principal.role is Role.AGENT:
        return None, principal.subject
    return UUID(principal.subject), principal.name


async def keep(session: AsyncSession, record: MessageRecord) -> MessageView:
    """Add a message within a transaction."""
    session.add(record)
    await session.flush()
    return MessageView.model_validate(record)


async def tell(ports: Ports, messages: Sequence[tuple[str, MessageView]]) -> int:
    """Tell the relays of kept messages, each with its platform; return how many were told."""
    told = 0
    try:
        async with asyncio.timeout(_TELL_SECONDS):
            for platform, message in messages:
                shown = message.model_dump(mode="json")
                event = render_message_event(message.room, str(message.id), shown)
                await ports.zones.of(Platform(platform)).publish(EVENTS_CHANNEL, event)
                told += 1
    except (StoreUnreachableError, TimeoutError):
        return told
    return told
