"""The rooms of a person with what is unread, and tickets for the relay."""

import secrets
from dataclasses import dataclass
from uuid import UUID

import msgspec
from fastapi import APIRouter
from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.core_api.access.enforcement import AccessDependency
from services.core_api.access.principal import Access, Principal
from services.core_api.errors import NotFoundError
from services.core_api.interface import Ports
from services.core_api.messages.bodies import Listing, RoomView, TicketRequest, TicketView
from services.core_api.messages.models import MarkerRecord, MessageRecord
from services.core_api.messages.reader import sign_reader
from services.core_api.messages.rooms import find_standing, own_rooms
from services.core_api.messages.standing import read_entitled
from services.core_api.ports import PortsDependency
from services.relay_contract.events import TicketGrant
from services.relay_contract.frames import OpenRoom
from services.relay_contract.limits import TICKET_SECONDS
from services.relay_contract.names import GODMODE_PLATFORM, ticket_key
from services.relay_contract.rooms import GODMODE_ROOM, Room, RoomKind, parse_room

router = APIRouter()
UNREAD_COUNTED_MAX = 1000
_TICKET_BYTES = 32
_SHOW_CREATOR = text("SELECT set_config('app.creator_id', :creator, true)")


@dataclass(frozen=True, slots=True)
class _Known:
    """The rooms of a person, and to which creators it is entitled."""

    rooms: list[Room]
    entitled: list[str]


@router.get("/api/v1/messages/rooms")
async def list_rooms(ports: PortsDependency, access: AccessDependency) -> Listing[RoomView]:
    """List the rooms of the sender; there are few, so there is one page."""
    principal = access.principal
    async with ports.database.transaction(access) as session:
        known = await _read_known(session, ports, principal)
        items = [await _describe(session, principal, room) for room in known.rooms]
    return Listing(items=items, next=None)


@router.post("/api/v1/ws-ticket", status_code=201)
async def issue_ticket(
    body: TicketRequest, ports: PortsDependency, access: AccessDependency
) -> TicketView:
    """Issue a ticket for one socket: good once, for thirty seconds."""
    principal = access.principal
    async with ports.database.transaction(access) as session:
        known = await _read_known(session, ports, principal)
        rooms = list(dict.fromkeys((*known.rooms, *map(parse_room, body.rooms))))
        opened = tuple(_open(room, principal, known.entitled) for room in rooms)
        if not principal.godmode_bypass:
            await _mark_known(session, ports, access, known.rooms)
    if principal.godmode_bypass and principal.platform.value == GODMODE_PLATFORM:
        opened = (*opened, OpenRoom(GODMODE_ROOM, write=False, names=False))
    return await _write_ticket(ports, principal, opened)


async def _write_ticket(
    ports: Ports, principal: Principal, rooms: tuple[OpenRoom, ...]
) -> TicketView:
    ticket = f"{principal.platform.value}.{secrets.token_urlsafe(_TICKET_BYTES)}"
    hidden = principal.godmode_bypass
    grant = TicketGrant(
        user="" if hidden else principal.subject,
        name="" if hidden else principal.name,
        session=principal.session,
        platform=principal.platform.value,
        rooms=rooms,
        reader=sign_reader(ports, principal),
        godmode=hidden,
    )
    zone = ports.zones.of(principal.platform)
    await zone.write(ticket_key(ticket), msgspec.json.encode(grant), TICKET_SECONDS)
    return TicketView(ticket=ticket, expires_in=TICKET_SECONDS, url=ports.settings.echo_ws_url)


async def _read_known(session: AsyncSession, ports: Ports, principal: Principal) -> _Known:
    entitled = await read_entitled(session, ports, principal)
    return _Known(own_rooms(principal, entitled), entitled)


def _open(room: Room, principal: Principal, entitled: list[str]) -> OpenRoom:
    standing = find_standing(room, principal, entitled)
    if standing is None:
        raise NotFoundError(f"no such room: {room.name}")
    return OpenRoom(room.name, write=standing.write, names=standing.names)


async def _describe(session: AsyncSession, principal: Principal, room: Room) -> RoomView:
    if room.kind is RoomKind.CREATOR:
        # Entitled, or the creator itself: this one room is opened for the next two queries.
        await session.execute(_SHOW_CREATOR, {"creator": room.key})
    of_room = (
        MessageRecord.room == room.name,
        MessageRecord.platform == principal.platform.value,
    )
    read = select(MarkerRecord.last_seq).where(
        MarkerRecord.user_id == UUID(principal.subject),
        MarkerRecord.platform == principal.platform.value,
        MarkerRecord.room == room.name,
    )
    unread = (
        select(MessageRecord.seq)
        .where(
            *of_room,
            MessageRecord.seq > func.coalesce(read.scalar_subquery(), 0),
            MessageRecord.sender_id.is_distinct_from(UUID(principal.subject)),
        )
        .limit(UNREAD_COUNTED_MAX)
    )
    count = await session.scalar(select(func.count()).select_from(unread.subquery()))
    last = await session.scalar(
        select(MessageRecord.sent_at).where(*of_room).order_by(MessageRecord.seq.desc()).limit(1)
    )
    return RoomView(room=room.name, unread=count or 0, last_message_at=last)


async def _mark_known(
    session: AsyncSession, ports: Ports, access: Access, rooms: list[Room]
) -> None:
    """Know the sender in its rooms: digests are made for those who came once."""
    principal = access.principal
    rows = [
        {
            "user_id": UUID(principal.subject),
            "platform": principal.platform.value,
            "room": room.name,
            "last_seq": 0,
            "marked_at": ports.now(),
        }
        for room in rooms
    ]
    await session.execute(insert(MarkerRecord).values(rows).on_conflict_do_nothing())
