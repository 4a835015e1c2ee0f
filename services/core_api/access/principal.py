"""Who sends a request, as far as it was proved."""

from dataclasses import dataclass

from services.core_api.access.actors import Platform, Reach, Role


@dataclass(frozen=True, slots=True)
class Principal:
    """The proved sender of one request."""

    role: Role
    platform: Platform
    subject: str = ""
    """User id (UUID), or the agent's name for `Role.AGENT`; empty for nobody."""
    name: str = ""
    """What may be shown of it."""
    session: str = ""
    """Session id (UUID) of a person's login; empty for machines."""
    family: str | None = None
    """Family id of a member of GypsyCove."""
    creator: str | None = None
    """Creator id of a creator of Black Rose."""
    godmode_bypass: bool = False
    """The founder's claim: everything is open, and nothing of it is stored."""
    must_change_password: bool = False
    """Logged in with a one-time password: only changing it is open."""
    authenticated_at: int = 0
    """When a person last gave a password, in seconds since 1970; 0 for machines."""


ANONYMOUS = Principal(Role.ANONYMOUS, Platform.INTERNAL)


@dataclass(frozen=True, slots=True)
class Access:
    """A principal, and how far the table lets it reach on this route."""

    principal: Principal
    reach: Reach


SYSTEM_ACCESS = Access(ANONYMOUS, Reach.ALL)
"""For work of core-api itself, before there is a sender: a login looks up an account. It opens
every row, so what a sender may choose of a query is decided before."""
