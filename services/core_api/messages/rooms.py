"""Who may read and write in which room: a pure rule of the principal and its entitlements.

1. A room of another platform does not exist. 2. The platform's room is read by everybody on it and
written by its staff: on Black Rose and GypsyCove strangers must not be able to reach each other,
least of all children. 3. A family's room is its members' and nobody else's, staff included. 4. A
creator's room is the creator's and the entitled members'; staff reads it. 5. A user's own room is
read by the user and written by the platform. 6. GodMode opens every room of the platform that its
token is for.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace

from services.core_api.access.actors import Platform, Role
from services.core_api.access.principal import Access, Principal
from services.relay_contract.rooms import Room, RoomKind

_STAFF = (Role.GODMODE, Role.ADMIN)


@dataclass(frozen=True, slots=True)
class Standing:
    """What somebody may do in a room that exists for it."""

    write: bool
    announce: bool = False
    names: bool = False
    """Whether members see each other's names in the list of who is there."""


def find_standing(
    room: Room, principal: Principal, entitled: Collection[str] = ()
) -> Standing | None:
    """Return what `principal` may do in `room`; None if the room does not exist for it.

    `entitled` are the creators that a member is entitled to.
    """
    if room.home not in {"", principal.platform.value}:  # (1)
        return None
    if principal.godmode_bypass:  # (6)
        return Standing(write=True, announce=True, names=_shows_names(room))
    match room.kind:
        case RoomKind.PLATFORM:  # (2)
            is_staff = principal.role in _STAFF
            return Standing(is_staff, announce=is_staff, names=_shows_names(room))
        case RoomKind.FAMILY:  # (3)
            return _in_family(room, principal)
        case RoomKind.CREATOR:  # (4)
            return _with_creator(room, principal, entitled)
        case RoomKind.USER:  # (5)
            return Standing(write=False) if principal.subject == room.key else None


def _shows_names(room: Room) -> bool:
    return room.kind is RoomKind.FAMILY or room.key == Platform.NOVAOS


def _in_family(room: Room, principal: Principal) -> Standing | None:
    if principal.family != room.key:
        return None
    return Standing(write=True, announce=principal.role is Role.PARENT, names=True)


def _with_creator(room: Room, principal: Principal, entitled: Collection[str]) -> Standing | None:
    if principal.creator == room.key:
        return Standing(write=True, announce=True)
    if principal.role is Role.MEMBER and room.key in entitled:
        return Standing(write=True)
    return Standing(write=False) if principal.role in _STAFF else None


def narrow(access: Access, room: Room) -> Access:
    """Return an access whose row level context opens this room, once the standing is proved."""
    principal = replace(
        access.principal,
        family=room.key if room.kind is RoomKind.FAMILY else None,
        creator=room.key if room.kind is RoomKind.CREATOR else None,
    )
    return Access(principal, access.reach)


def own_rooms(principal: Principal, entitled: Collection[str] = ()) -> list[Room]:
    """Return the rooms of a person that need not be named."""
    rooms = [Room(RoomKind.PLATFORM, principal.platform.value)]
    if principal.subject and not principal.godmode_bypass:
        rooms.append(Room(RoomKind.USER, principal.subject))
    if principal.family:
        rooms.append(Room(RoomKind.FAMILY, principal.family))
    creators = [principal.creator] if principal.creator else []
    rooms += [Room(RoomKind.CREATOR, creator) for creator in (*creators, *sorted(entitled))]
    return [room for room in rooms if room.home in {"", principal.platform.value}]
