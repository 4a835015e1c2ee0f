"""Whose objects a request is about: the actor to be recorded, and the creator whose data it is.

Row level security holds all of this a second time. What is out of reach does not exist: 404.
"""

from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Select, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from services.core_api.access.actors import Reach, Role
from services.core_api.access.principal import Access
from services.core_api.blackrose.creator_tables import CreatorRecord
from services.core_api.blackrose.member_tables import TierRecord
from services.core_api.errors import NotFoundError, StateConflictError

_Statement = TypeVar("_Statement", bound=Select[*tuple[Any, ...]])
_PEOPLE = (Role.GODMODE, Role.ADMIN, Role.CREATOR, Role.MEMBER)
NOBODY = UUID(int=0)
"""Owns nothing."""
_WIDEN = text("SELECT set_config('app.reach', 'all', true)")


def actor_of(access: Access) -> UUID | None:
    """Return the person to be recorded; None for GodMode, whose actor is never stored."""
    principal = access.principal
    if principal.godmode_bypass or principal.role not in _PEOPLE:
        return None
    return UUID(principal.subject)


def own_creator(access: Access) -> UUID:
    """Return the creator that the sender is, or one that owns nothing."""
    return UUID(access.principal.creator) if access.principal.creator else NOBODY


def is_reader(access: Access) -> bool:
    """Say whether the sender is a member, who sees what entitlements open and nothing else."""
    return access.principal.role is Role.MEMBER and not access.principal.godmode_bypass


def within_reach(
    statement: _Statement, access: Access, creator: InstrumentedAttribute[UUID]
) -> _Statement:
    """Keep the rows of the sender's own creator, unless it reaches all."""
    if access.reach is Reach.ALL:
        return statement
    return statement.where(creator == own_creator(access))


async def require_creator(
    session: AsyncSession, access: Access, creator_id: UUID | None
) -> CreatorRecord:
    """Return the creator that is meant: the named one, or the sender itself.

    Raises `NotFoundError` if it is out of reach.
    """
    if creator_id is None and access.reach is Reach.ALL:
        raise StateConflictError("say for whom: creator_id is missing")
    wanted = own_creator(access) if creator_id is None else creator_id
    query = select(CreatorRecord).where(CreatorRecord.id == wanted)
    found: CreatorRecord | None = await session.scalar(
        within_reach(query, access, CreatorRecord.id)
    )
    if found is None:
        raise NotFoundError("no such creator")
    return found


async def require_tier(
    session: AsyncSession, creator_id: UUID, tier_id: UUID, *, allow_archived: bool = False
) -> TierRecord:
    """Return a tier of this creator, by default one that can still be had.

    Raises `NotFoundError` if there is none, `StateConflictError` if it is archived.
    """
    found = await session.get(TierRecord, tier_id)
    if found is None or found.creator_id != creator_id:
        raise NotFoundError("this creator has no such tier")
    if found.archived and not allow_archived:
        raise StateConflictError("the tier is archived; take another one")
    return found


async def widen(session: AsyncSession) -> None:
    """Let the rest of the transaction speak for the platform.

    Call it only after the sender's right was proved: its own object was found, or the route is a
    public form whose effect the law prescribes.
    """
    await session.execute(_WIDEN)
