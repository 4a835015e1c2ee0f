"""What other areas may ask of this one.

The messages of a family that takes or deletes its data, and the end of sockets whose rooms were
decided by rights that have changed.
"""

from contextlib import suppress
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.core_api.access.actors import Platform
from services.core_api.errors import StoreUnreachableError
from services.core_api.interface import Ports
from services.core_api.messages.models import AnnouncementRecord, MarkerRecord, MessageRecord
from services.relay_contract.events import Control, render_control
from services.relay_contract.names import CONTROL_CHANNEL
from services.relay_contract.rooms import Room, RoomKind


async def export_family(session: AsyncSession, family_id: UUID) -> list[dict[str, Any]]:
    """Return every message of a family's room, oldest first."""
    query = select(MessageRecord.__table__).where(MessageRecord.family_id == family_id)
    rows = await session.execute(query.order_by(MessageRecord.seq))
    return [dict(row) for row in rows.mappings()]


async def delete_family(session: AsyncSession, family_id: UUID) -> None:
    """Delete a family's messages, and who read them; the transaction must reach them all."""
    room = Room(RoomKind.FAMILY, str(family_id)).name
    await session.execute(delete(AnnouncementRecord).where(AnnouncementRecord.room == room))
    await session.execute(delete(MarkerRecord).where(MarkerRecord.room == room))
    await session.execute(delete(MessageRecord).where(MessageRecord.family_id == family_id))


async def end_sockets(ports: Ports, platform: Platform, user_id: UUID) -> None:
    """Close the sockets of a user whose rights have become fewer; a new ticket decides anew.

    Best effort: what is lost lasts until the ticket's time is over, half an hour at most.
    """
    control = render_control(Control("rights_changed", user=str(user_id)))
    with suppress(StoreUnreachableError):
        await ports.zones.of(platform).publish(CONTROL_CHANNEL, control)
