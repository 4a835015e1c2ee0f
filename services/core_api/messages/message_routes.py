"""Post a message, read a room's messages, mark how far one has read."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header
from sqlalchemy import Select, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.core_api.access.actors import Reach, Role
from services.core_api.access.enforcement import AccessDependency
from services.core_api.access.principal import Access
from services.core_api.errors import ForbiddenError, NotFoundError
from services.core_api.interface import Ports
from services.core_api.messages.bodies import (
    PAGE_DEFAULT,
    AfterId,
    Listing,
    Mark,
    MessageView,
    NewMessage,
    PageLimit,
    RoomInPath,
    SentMessage,
)
from services.core_api.messages.models import MarkerRecord, MessageRecord
from services.core_api.messages.posting import keep, make_record, tell
from services.core_api.messages.reader import require_reader
from services.core_api.messages.standing import OpenedRoom, opened_room
from services.core_api.ports import PortsDependency
from services.relay_contract.names import READER_HEADER
from services.relay_contract.rooms import parse_room

router = APIRouter()
_MESSAGES = "/api/v1/messages/rooms/{room}/messages"
Reader = Annotated[str | None, Header(alias=READER_HEADER, max_length=2000)]


@router.post(_MESSAGES, status_code=201)
async def post_message(
    room: RoomInPath, body: NewMessage, ports: PortsDependency, access: AccessDependency
) -> SentMessage:
    """Keep a message in a room and tell who is there."""
    async with opened_room(ports, access, parse_room(room), body.platform) as opened:
        if not opened.standing.write:
            raise ForbiddenError("you may read this room and not write in it")
        if body.kind == "announcement" and not opened.standing.announce:
            raise ForbiddenError("you may not announce in this room; send a message")
        record = make_record(
            opened.room,
            opened.platform,
            access.principal,
            text=body.text,
            kind=body.kind,
            at=ports.now(),
        )
        message = await keep(opened.session, record)
    told = await tell(ports, [(record.platform, message)])
    return SentMessage(**message.model_dump(), relayed=told == 1)


@router.get(_MESSAGES)
async def list_messages(  # noqa: PLR0913, PLR0917 - what a request consists of
    room: RoomInPath,
    ports: PortsDependency,
    access: AccessDependency,
    limit: PageLimit = PAGE_DEFAULT,
    after: AfterId = None,
    reader: Reader = None,
) -> Listing[MessageView]:
    """List the messages of a room, newest first; a relay asks in the name of a reader."""
    asking = await _find_reader(ports, access, reader)
    async with opened_room(ports, asking, parse_room(room)) as opened:
        query = _of_room(opened)
        if after is not None:
            place = select(MessageRecord.seq).where(MessageRecord.id == after).scalar_subquery()
            query = query.where(MessageRecord.seq < place)
        rows = (
            await opened.session.scalars(query.order_by(MessageRecord.seq.desc()).limit(limit + 1))
        ).all()
    items = [MessageView.model_validate(row) for row in rows[:limit]]
    return Listing(items=items, next=str(items[-1].id) if len(rows) > limit else None)


@router.post("/api/v1/messages/rooms/{room}/read", status_code=204)
async def mark_read(
    room: RoomInPath, body: Mark, ports: PortsDependency, access: AccessDependency
) -> None:
    """Remember that everything up to a message was read; GodMode leaves no mark."""
    async with opened_room(ports, access, parse_room(room)) as opened:
        query = _of_room(opened).where(MessageRecord.id == body.message_id)
        message = await opened.session.scalar(query)
        if message is None:
            raise NotFoundError("no such message in this room")
        if not access.principal.godmode_bypass:
            await put_marker(opened.session, ports, opened, message.seq)


async def put_marker(session: AsyncSession, ports: Ports, opened: OpenedRoom, seq: int) -> None:
    """Move a person's marker forward, never back."""
    statement = insert(MarkerRecord).values(
        user_id=UUID(opened.access.principal.subject),
        platform=opened.platform,
        room=opened.room.name,
        last_seq=seq,
        marked_at=ports.now(),
    )
    await session.execute(
        statement.on_conflict_do_update(
            constraint="pk_room_marker",
            set_={
                "last_seq": func.greatest(MarkerRecord.last_seq, statement.excluded.last_seq),
                "marked_at": statement.excluded.marked_at,
            },
        )
    )


async def _find_reader(ports: Ports, access: Access, reader: str | None) -> Access:
    if access.principal.role is not Role.RELAY:
        return access
    principal = await require_reader(ports, reader)
    return Access(principal, Reach.ALL if principal.godmode_bypass else Reach.OWN)


def _of_room(opened: OpenedRoom) -> Select[MessageRecord]:
    return select(MessageRecord).where(
        MessageRecord.room == opened.room.name, MessageRecord.platform == opened.platform
    )
