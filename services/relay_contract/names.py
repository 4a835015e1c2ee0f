"""Names that core-api and echo-ws share in the Redis of a zone, and whose zone is whose.

A zone is named by its platform: people of one platform meet only there. Pub/sub is at most once,
so nothing that must not be lost depends on a channel alone.
"""

import hashlib

PLATFORMS = ("novaos", "blackrose", "gypsycove")
GODMODE_PLATFORM = "novaos"
"""The zone in which GodMode actions are broadcast."""

EVENTS_CHANNEL = "echo.events"
CONTROL_CHANNEL = "echo.control"
GODMODE_CHANNEL = "echo.godmode"
READER_HEADER = "X-Echo-Reader"
"""With it the relay asks core-api in the name of a user."""
RELAYS_KEY = "echo:relays"
"""A set: every relay that was started; it lives if its presence key does."""


def ticket_key(ticket: str) -> str:
    """Return the key under which a ticket is kept: Redis never holds the ticket itself."""
    return f"echo:ticket:{hashlib.sha256(ticket.encode()).hexdigest()}"


def platform_of_ticket(ticket: str) -> str:
    """Return the platform that a ticket begins with; empty if it is no ticket."""
    platform, dot, rest = ticket.partition(".")
    return platform if dot and rest and platform in PLATFORMS else ""


def session_ended_key(session: str) -> str:
    """Return the key that exists once a session has ended."""
    return f"session:{session}:ended"


def presence_key(relay: str) -> str:
    """Return the key of a relay's sign of life."""
    return f"echo:presence:{relay}"


def user_sockets_key(user: str) -> str:
    """Return the set of the sockets of one user on all relays."""
    return f"echo:presence:user:{user}"


def room_members_key(room: str) -> str:
    """Return the set of those who are in a room on all relays."""
    return f"echo:presence:room:{room}"
