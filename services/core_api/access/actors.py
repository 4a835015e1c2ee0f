"""The words of the access table: who asks, on which platform, and how far a grant reaches."""

from enum import StrEnum


class Role(StrEnum):
    """What somebody is on one platform."""

    GODMODE = "godmode"
    """The founder; what GodMode opens is decided in `enforcement`, not row by row."""
    ADMIN = "admin"
    CREATOR = "creator"
    MEMBER = "member"
    PARENT = "parent"
    TEEN = "teen"
    CHILD = "child"
    AGENT = "agent"
    """One of the seven, with a token of its own."""
    OPERATOR = "operator"
    """Whoever holds AGENT_SHARED_TOKEN and is no agent: scripts of the people who run this."""
    RELAY = "relay"
    """echo-ws, with a token of its own."""
    ANONYMOUS = "anonymous"
    """Nobody that we know; has what the table calls public."""


class Platform(StrEnum):
    """Where somebody is: the audience of an access token."""

    NOVAOS = "novaos"
    BLACKROSE = "blackrose"
    GYPSYCOVE = "gypsycove"
    INTERNAL = "internal"
    """Agents, operators and the relay; no person has a token for it."""


class Reach(StrEnum):
    """Which objects a grant opens."""

    OWN = "own"
    """Those of the subject, of its family or of its creator; others do not exist for it (404)."""
    ALL = "all"
    """Those of everybody on the platform."""


ROLES_OF_PLATFORM = {
    Platform.NOVAOS: (Role.GODMODE, Role.ADMIN),
    Platform.BLACKROSE: (Role.GODMODE, Role.ADMIN, Role.CREATOR, Role.MEMBER),
    Platform.GYPSYCOVE: (Role.GODMODE, Role.ADMIN, Role.PARENT, Role.TEEN, Role.CHILD),
    Platform.INTERNAL: (Role.AGENT, Role.OPERATOR, Role.RELAY),
}
"""Which memberships can exist; the table may grant nothing outside of these."""
