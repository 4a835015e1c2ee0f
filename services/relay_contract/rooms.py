"""Rooms: what they are called, and what each name means.

A room belongs to one platform; a user's own room exists once per platform. Who may read or write
in a room is decided by core-api and carried by the ticket; the relay decides nothing.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from services.relay_contract.names import PLATFORMS

GODMODE_ROOM = "godmode"
"""Actions of GodMode as they happen: never stored, no messages."""
UUID_PATTERN = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
ROOM_PATTERN = rf"^(?:platform:(?:{'|'.join(PLATFORMS)})|(?:family|creator|user):{UUID_PATTERN})$"
"""Every room that has messages."""
_ROOM = re.compile(ROOM_PATTERN.removesuffix("$") + r"\Z")


class RoomKind(StrEnum):
    """What a room is for."""

    PLATFORM = "platform"
    FAMILY = "family"
    CREATOR = "creator"
    USER = "user"


_HOME = {RoomKind.FAMILY: "gypsycove", RoomKind.CREATOR: "blackrose"}


@dataclass(frozen=True, slots=True)
class Room:
    """A room with messages."""

    kind: RoomKind
    key: str
    """Platform, or the id of the family, creator or user."""

    @property
    def name(self) -> str:
        """As it is written."""
        return f"{self.kind}:{self.key}"

    @property
    def home(self) -> str:
        """The platform that it belongs to; empty for a user's room, which each platform has."""
        return self.key if self.kind is RoomKind.PLATFORM else _HOME.get(self.kind, "")


def parse_room(name: str) -> Room:
    """Read the name of a room with messages.

    Raises `ValueError` if it is none.
    """
    if not _ROOM.match(name):
        raise ValueError(
            f"{name[:60]!r} is no room; expected platform:<name>, family:<uuid>, creator:<uuid>"
            " or user:<uuid>",
        )
    kind, _, key = name.partition(":")
    return Room(RoomKind(kind), key)
