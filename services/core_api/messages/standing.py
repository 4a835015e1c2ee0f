"""Find the standing of a sender in a room, entitlements included, and open exactly this room.

What is not open does not exist: 404. Agents that may post reach every room by their row.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.core_api.access.actors import Role
from services.core_api.access.principal import Access, Principal
from services.core_api.blackrose.door import is_entitled, read_entitled_creators
from services.core_api.errors import NotFoundError, StateConflictError
from services.core_api.interface import Ports
from services.core_api.messages.rooms import Standing, find_standing, narrow
from services.relay_contract.rooms import Room, RoomKind

_MACHINES = (Role.AGENT, Role.OPERATOR, Role.RELAY)
_CREATORS_MAX = 32


@dataclass(frozen=True, slots=True)
class OpenedRoom:
    """A room, and the transaction that sees it."""

    session: AsyncSession
    access: Access
    room: Room
    platform: str
    standing: Standing


def require_platform(room: Room, principal: Principal, wanted: str | None) -> str:
    """Return the platform on which a room is meant.

    Raises `StateConflictError` if it has to be said, `NotFoundError` if the room is not there.
    """
    is_machine = principal.role in _MACHINES
    known = room.home or ("" if is_machine else principal.platform.value)
    if not known and wanted is None:
        raise StateConflictError("platform: a user's room exists on each platform; say which")
    if known and wanted not in {None, known}:
        raise NotFoundError(f"platform: no such room there; it is on {known}")
    return known or str(wanted)


@asynccontextmanager
async def opened_room(
    ports: Ports, access: Access, room: Room, wanted: str | None = None
) -> AsyncIterator[OpenedRoom]:
    """Open a transaction in which the messages of `room` are visible.

    Raises `NotFoundError` if the room does not exist for the sender.
    """
    platform = require_platform(room, access.principal, wanted)
    standing = await _find(ports, access, room)
    if standing is None:
        raise NotFoundError("no such room")
    opened = narrow(access, room)
    async with ports.database.transaction(opened) as session:
        yield OpenedRoom(session, opened, room, platform, standing)


async def _find(ports: Ports, access: Access, room: Room) -> Standing | None:
    principal = access.principal
    if principal.role is Role.AGENT and principal.subject == "riven":  # tells families only
        return Standing(write=True, announce=True) if room.kind is RoomKind.FAMILY else None
    if principal.role in _MACHINES:
        return Standing(write=True, announce=True)
    entitled: tuple[str, ...] = ()
    if principal.role is Role.MEMBER and room.kind is RoomKind.CREATOR:
        async with ports.database.transaction(access) as session:
            creator, member = UUID(room.key), UUID(principal.subject)
            if await is_entitled(session, member, creator, ports.now()):
                entitled = (room.key,)
    return find_standing(room, principal, entitled)


async def read_entitled(session: AsyncSession, ports: Ports, principal: Principal) -> list[str]:
    """Return the creators to whom a member is entitled; nobody else has entitlements."""
    if principal.role is not Role.MEMBER or principal.godmode_bypass:
        return []
    member = UUID(principal.subject)
    found = await read_entitled_creators(session, member, ports.now(), _CREATORS_MAX)
    return [str(creator) for creator in found]
