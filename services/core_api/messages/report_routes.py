"""What relays report, where a message got to, and who has not read what."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from sqlalchemy import Select, and_, func, select, tuple_
from sqlalchemy.dialects.postgresql import insert

from services.core_api.access.actors import Reach
from services.core_api.access.enforcement import AccessDependency
from services.core_api.access.principal import Access
from services.core_api.errors import NotFoundError
from services.core_api.interface import Ports
from services.core_api.messages.bodies import (
    PAGE_DEFAULT,
    DeliveryReport,
    DeliveryView,
    Digest,
    Listing,
    PageLimit,
    Recorded,
    RoomInPath,
    RoomName,
)
from services.core_api.messages.models import DeliveryRecord, MarkerRecord, MessageRecord
from services.core_api.messages.rooms import narrow
from services.core_api.ports import PortsDependency
from services.relay_contract.names import PLATFORMS
from services.relay_contract.rooms import ROOM_PATTERN, UUID_PATTERN, Room, parse_room

router = APIRouter()
_CURSOR = rf"^(?:{'|'.join(PLATFORMS)})\|{ROOM_PATTERN.strip('^$')}\|{UUID_PATTERN}$"
_Cursor = Annotated[str | None, Query(pattern=_CURSOR)]


@router.post("/api/v1/messages/deliveries")
async def report_deliveries(
    body: DeliveryReport, ports: PortsDependency, access: AccessDependency
) -> Recorded:
    """Record to how many sockets a relay handed messages; a repeated report changes nothing."""
    counts = {item.message_id: item.sockets for item in body.items}
    async with ports.database.transaction(access) as session:
        known = await session.scalars(select(MessageRecord.id).where(MessageRecord.id.in_(counts)))
        rows = [
            {
                "message_id": message,
                "relay": body.relay,
                "sockets": counts[message],
                "reported_at": ports.now(),
            }
            for message in known
        ]
        if rows:
            statement = insert(DeliveryRecord).values(rows)
            most = func.greatest(DeliveryRecord.sockets, statement.excluded.sockets)
            await session.execute(
                statement.on_conflict_do_update(
                    constraint="pk_room_delivery", set_={"sockets": most}
                )
            )
    return Recorded(recorded=len(rows))


@router.get("/api/v1/messages/rooms/{room}/messages/{message_id}/delivery")
async def read_delivery(
    room: RoomInPath, message_id: UUID, ports: PortsDependency, access: AccessDependency
) -> DeliveryView:
    """Say where a message got to; people ask about their own."""
    message = await _require_message(ports, access, parse_room(room), message_id)
    # The right is proved; marks and receipts belong to others.
    async with ports.database.transaction(Access(access.principal, Reach.ALL)) as session:
        handed = select(func.count(), func.coalesce(func.sum(DeliveryRecord.sockets), 0))
        counted = await session.execute(handed.where(DeliveryRecord.message_id == message_id))
        relays, sockets = counted.one()
        read_by = await session.scalar(_count_readers(message))
    return DeliveryView(
        message_id=message_id,
        room=message.room,
        sent_at=message.sent_at,
        relays=relays,
        sockets=int(sockets),
        read_by=read_by or 0,
    )


async def _require_message(
    ports: Ports, access: Access, room: Room, message_id: UUID
) -> MessageRecord:
    principal = access.principal
    query = select(MessageRecord).where(
        MessageRecord.id == message_id, MessageRecord.room == room.name
    )
    if access.reach is not Reach.ALL:
        query = query.where(
            MessageRecord.sender_id == UUID(principal.subject),
            MessageRecord.platform == principal.platform.value,
        )
    async with ports.database.transaction(narrow(access, room)) as session:
        message = await session.scalar(query)
    if message is None:
        raise NotFoundError("no such message of yours in this room")
    return message


@router.get("/api/v1/messages/digests")
async def list_digests(
    ports: PortsDependency,
    access: AccessDependency,
    limit: PageLimit = PAGE_DEFAULT,
    after: _Cursor = None,
    room: Annotated[RoomName | None, Query()] = None,
) -> Listing[Digest]:
    """List who has not read what, of those who came to a room at least once; no texts."""
    query = _unread_per_person().limit(limit + 1)
    if room is not None:
        query = query.where(MarkerRecord.room == room)
    if after is not None:
        query = query.where(_parse_cursor(after) < _PLACE)
    async with ports.database.transaction(access) as session:
        rows = (await session.execute(query)).all()
    items = [
        Digest(user_id=user, platform=platform, room=name, unread=unread, oldest_unread_at=oldest)
        for user, platform, name, unread, oldest in rows[:limit]
    ]
    last = items[-1] if len(rows) > limit else None
    cursor = None if last is None else f"{last.platform}|{last.room}|{last.user_id}"
    return Listing(items=items, next=cursor)


_PLACE = tuple_(MarkerRecord.platform, MarkerRecord.room, MarkerRecord.user_id)


def _unread_per_person() -> Select[UUID, str, str, int, datetime]:
    marker, message = MarkerRecord, MessageRecord
    is_unread = and_(
        message.platform == marker.platform,
        message.room == marker.room,
        message.seq > marker.last_seq,
        message.sender_id.is_distinct_from(marker.user_id),
    )
    return (
        select(
            marker.user_id,
            marker.platform,
            marker.room,
            func.count(message.id),
            func.min(message.sent_at),
        )
        .join(message, is_unread)
        .group_by(marker.platform, marker.room, marker.user_id)
        .order_by(marker.platform, marker.room, marker.user_id)
    )


def _count_readers(message: MessageRecord) -> Select[int]:
    return select(func.count()).where(
        MarkerRecord.platform == message.platform,
        MarkerRecord.room == message.room,
        MarkerRecord.last_seq >= message.seq,
        MarkerRecord.user_id.is_distinct_from(message.sender_id),
    )


def _parse_cursor(text: str) -> tuple[str, str, UUID]:
    platform, room, user = text.split("|")
    return platform, room, UUID(user)
