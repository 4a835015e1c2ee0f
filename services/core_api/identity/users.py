"""Users, as those see and change them who administer.

1. An administrator of a platform sees that platform's members and nothing of their other lives.
2. Nobody but the founder sees the founder. 3. Who is disabled or gets another role is logged out
at once, in the same transaction. 4. The list of members of a family follows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, delete, exists, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.core_api.access.actors import Platform, Role
from services.core_api.access.principal import Access, Principal
from services.core_api.errors import ForbiddenError, NotFoundError
from services.core_api.gypsycove import door as gypsycove
from services.core_api.identity.authority import Appointment, may_appoint
from services.core_api.identity.models import Membership, Session, User
from services.core_api.identity.sessions import end_sessions
from services.core_api.interface import Ports

_ABSENT = "no such user"


@dataclass(frozen=True, slots=True)
class Person:
    """A user with the memberships that the sender may see."""

    user: User
    memberships: Sequence[Membership]


@dataclass(frozen=True, slots=True)
class UserChange:
    """What is changed; None stays."""

    display_name: str | None
    disabled: bool | None


async def read_people(
    ports: Ports, access: Access, after: UUID | None, limit: int
) -> Sequence[Person]:
    """Read the users after the id `after`."""
    statement = select(User).where(*_visible(access.principal)).order_by(User.id).limit(limit)
    if after is not None:
        statement = statement.where(User.id > after)
    async with ports.database.transaction(access) as database:
        users = (await database.scalars(statement)).all()
        return await _with_memberships(database, access.principal, users)


async def read_person(ports: Ports, access: Access, user_id: UUID) -> Person:
    """Read one user.

    Raises `NotFoundError` if it is not there for this sender.
    """
    async with ports.database.transaction(access) as database:
        return await _require_person(database, access.principal, user_id)


async def change_user(ports: Ports, access: Access, user_id: UUID, change: UserChange) -> Person:
    """Rename, disable or enable a user."""
    async with ports.database.transaction(access) as database:
        person = await _require_person(database, access.principal, user_id)
        if change.display_name is not None:
            person.user.display_name = change.display_name
        if change.disabled is not None:
            person.user.disabled_at = ports.now() if change.disabled else None
        if change.disabled:
            if str(user_id) == access.principal.subject:
                raise ForbiddenError("nobody disables the own account; let somebody else do it")
            await end_sessions(ports, database, Session.user_id == user_id)  # (3)
        return person


async def appoint(ports: Ports, access: Access, user_id: UUID, wanted: Appointment) -> Person:
    """Give a user a role on a platform, in place of the one that it has there."""
    if not may_appoint(access.principal, wanted):
        raise ForbiddenError(f"you may not make anybody {wanted.role} on {wanted.platform}")
    async with ports.database.transaction(access) as database:
        await _require_changeable(database, access.principal, user_id, wanted.platform)
        scope = {"role": wanted.role, "family_id": wanted.family, "creator_id": wanted.creator}
        await database.execute(
            insert(Membership)
            .values(user_id=user_id, platform=wanted.platform, **scope)
            .on_conflict_do_update(index_elements=["user_id", "platform"], set_=scope),
        )
        person = await _require_person(database, access.principal, user_id)
        if wanted.family is not None:
            seat = gypsycove.Seat(wanted.family, wanted.role)
            sitter = gypsycove.Sitter(user_id, person.user.display_name)
            await gypsycove.take_seat(database, seat, sitter, ports.now())  # (4)
        elif wanted.platform is Platform.GYPSYCOVE:
            await gypsycove.leave_seats(database, user_id)  # (4)
        await _end_on_platform(ports, database, user_id, wanted.platform)
        return person


async def dismiss(ports: Ports, access: Access, user_id: UUID, platform: Platform) -> None:
    """Take the membership of one platform away."""
    async with ports.database.transaction(access) as database:
        await _require_changeable(database, access.principal, user_id, platform)
        removed = await database.scalar(
            delete(Membership)
            .where(Membership.user_id == user_id, Membership.platform == platform)
            .returning(Membership.user_id),
        )
        if removed is None:
            raise NotFoundError(f"the user is no member of {platform}")
        if platform is Platform.GYPSYCOVE:
            await gypsycove.leave_seats(database, user_id)  # (4)
        await _end_on_platform(ports, database, user_id, platform)


async def _end_on_platform(
    ports: Ports, database: AsyncSession, user_id: UUID, platform: Platform
) -> None:
    await end_sessions(ports, database, Session.user_id == user_id, Session.platform == platform)


async def _require_changeable(
    database: AsyncSession, principal: Principal, user_id: UUID, platform: Platform
) -> None:
    """Check that the sender may change what the user is there now.

    Raises `NotFoundError` or `ForbiddenError`.
    """
    person = await _require_person(database, principal, user_id)
    if principal.platform not in (Platform.NOVAOS, platform) and not principal.godmode_bypass:
        raise ForbiddenError(f"administrators of {principal.platform} decide about that only")
    held = [one.role for one in person.memberships if one.platform == platform]
    if Role.GODMODE in held:
        raise ForbiddenError("the founder's memberships cannot be changed")
    if Role.ADMIN in held and not principal.godmode_bypass:
        raise ForbiddenError("only the founder decides about administrators")


def _visible(principal: Principal) -> list[ColumnElement[bool]]:
    if principal.godmode_bypass:
        return []
    mine = exists().where(Membership.user_id == User.id)
    conditions = [~mine.where(Membership.role == Role.GODMODE)]  # (2)
    if principal.platform is not Platform.NOVAOS:
        conditions.append(mine.where(Membership.platform == principal.platform))  # (1)
    return conditions


async def _require_person(database: AsyncSession, principal: Principal, user_id: UUID) -> Person:
    user = await database.scalar(select(User).where(User.id == user_id, *_visible(principal)))
    if user is None:
        raise NotFoundError(_ABSENT)
    return (await _with_memberships(database, principal, [user]))[0]


async def _with_memberships(
    database: AsyncSession, principal: Principal, users: Sequence[User]
) -> Sequence[Person]:
    ids = [user.id for user in users]
    statement = select(Membership).where(Membership.user_id.in_(ids)).order_by(Membership.platform)
    if principal.platform is not Platform.NOVAOS and not principal.godmode_bypass:
        statement = statement.where(Membership.platform == principal.platform)  # (1)
    found = (await database.scalars(statement.execution_options(populate_existing=True))).all()
    return [Person(user, [one for one in found if one.user_id == user.id]) for user in users]
