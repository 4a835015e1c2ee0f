"""Invitations: the only way to become a user.

1. A code is random, works once and for seven days. 2. Only its hash is stored. 3. What the founder
makes in GodMode names nobody as its author. 4. Who has an account already proves it with its
password, with the same turns as at a login, and gets one more platform. 5. Into a family it leads
to one member: the one that it is for, or one that is made when it is taken up.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, delete, select, tuple_, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from services.core_api.access.actors import Platform, Role
from services.core_api.access.principal import SYSTEM_ACCESS, Access
from services.core_api.errors import (
    ForbiddenError,
    MalformedError,
    NotFoundError,
    StateConflictError,
)
from services.core_api.gypsycove import door as gypsycove
from services.core_api.identity.authority import Appointment, may_appoint
from services.core_api.identity.login import Attempt, take_turn
from services.core_api.identity.login_failures import record_failure
from services.core_api.identity.models import Invitation, Membership, User
from services.core_api.identity.opaque import generate_opaque, hash_opaque
from services.core_api.identity.password_rules import check_password
from services.core_api.identity.passwords import hash_password, verify_password
from services.core_api.interface import Ports

_LIFE = timedelta(days=7)
_UNKNOWN_CODE = "this code is unknown, used or expired; ask for a new invitation"
_TAKEN = "this login is taken; choose another one, or send the password of your account"


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Who takes up an invitation."""

    login: str
    password: str
    display_name: str
    address: str


async def invite(
    ports: Ports, access: Access, wanted: Appointment, member_id: UUID | None = None
) -> tuple[Invitation, str]:
    """Make an invitation, of a member of a family if one is named, and return it with its code.

    Raises `ForbiddenError` if the sender may not give this role, `NotFoundError` or
    `StateConflictError` if the member cannot have it.
    """
    principal = access.principal
    if not may_appoint(principal, wanted):
        raise ForbiddenError(f"you may not invite a {wanted.role} to {wanted.platform}")
    code, now = generate_opaque(), ports.now()
    made = Invitation(
        id=uuid4(),
        code_hash=hash_opaque(code),  # (2)
        platform=wanted.platform,
        role=wanted.role,
        family_id=wanted.family,
        member_id=member_id,
        creator_id=wanted.creator,
        created_by=None if principal.godmode_bypass else UUID(principal.subject),  # (3)
        created_at=now,
        expires_at=now + _LIFE,  # (1)
    )
    async with ports.database.transaction(access) as database:
        if seat := _seat_of(made):
            await gypsycove.require_free(database, seat)  # (5)
        database.add(made)
    return made, code


def _seat_of(invitation: Invitation) -> gypsycove.Seat | None:
    if invitation.family_id is None:
        return None
    return gypsycove.Seat(invitation.family_id, invitation.role, invitation.member_id)


async def read_invitations(
    ports: Ports, access: Access, after: UUID | None, limit: int
) -> Sequence[Invitation]:
    """Read the page after the invitation `after`, newest first."""
    newest = (Invitation.created_at.desc(), Invitation.id.desc())
    statement = select(Invitation).where(*_visible(access)).order_by(*newest).limit(limit)
    if after is not None:
        last = aliased(Invitation)
        at = select(last.created_at).where(last.id == after).scalar_subquery()
        statement = statement.where(
            tuple_(Invitation.created_at, Invitation.id) < tuple_(at, after)
        )
    async with ports.database.transaction(access) as database:
        return (await database.scalars(statement)).all()


async def withdraw(ports: Ports, access: Access, invitation_id: UUID) -> None:
    """Delete an invitation that nobody took up.

    Raises `NotFoundError` if there is none for this sender.
    """
    statement = delete(Invitation).where(
        Invitation.id == invitation_id, Invitation.accepted_at.is_(None), *_visible(access)
    )
    async with ports.database.transaction(access) as database:
        if await database.scalar(statement.returning(Invitation.id)) is None:
            raise NotFoundError("no such invitation, or it was taken up")


def _visible(access: Access) -> list[ColumnElement[bool]]:
    principal = access.principal
    if principal.role is Role.ADMIN and principal.platform is not Platform.NOVAOS:
        return [Invitation.platform == principal.platform]
    return []  # The row level policies do the rest.


async def accept(ports: Ports, code: str, newcomer: Newcomer) -> tuple[UUID, Invitation]:
    """Make somebody a member.

    Raises `NotFoundError` for a code, `MalformedError` for a password, `StateConflictError` for a
    login, or a member of a family who cannot have it any more.
    """
    async with ports.database.transaction(SYSTEM_ACCESS) as database:
        invitation = await _find(database, code, ports.now())
        user = await database.scalar(select(User).where(User.login == newcomer.login))
    password_hash = await _prove_or_choose(ports, invitation, user, newcomer)
    try:
        async with ports.database.transaction(SYSTEM_ACCESS) as database:
            if user is None:
                user = _new_user(newcomer, password_hash, ports.now())
                database.add(user)
                await database.flush()
            await _take_up(database, invitation, user, ports.now())
    except IntegrityError as error:
        raise StateConflictError(
            f"the login is taken, or its account is on {invitation.platform} already"
        ) from error
    return user.id, invitation


async def _find(database: AsyncSession, code: str, now: datetime) -> Invitation:
    statement = select(Invitation).where(
        Invitation.code_hash == hash_opaque(code),
        Invitation.accepted_at.is_(None),
        Invitation.expires_at > now,
    )
    invitation = await database.scalar(statement)
    if invitation is None:
        raise NotFoundError(_UNKNOWN_CODE)
    return invitation


async def _prove_or_choose(
    ports: Ports, invitation: Invitation, user: User | None, newcomer: Newcomer
) -> str:
    platform = Platform(invitation.platform)
    if user is None:
        names = (newcomer.login, newcomer.display_name)
        is_privileged = invitation.role == Role.ADMIN
        if found := check_password(newcomer.password, names, is_privileged=is_privileged):
            raise MalformedError(f"password: {found[0]}")
        return await hash_password(newcomer.password)
    attempt = Attempt(newcomer.login, newcomer.password, platform, newcomer.address)
    throttle = await take_turn(ports, attempt)  # (4)
    is_right = await verify_password(user.password_hash, newcomer.password)
    if not is_right or user.disabled_at:
        await record_failure(ports, newcomer.login, newcomer.address, "refused")
        raise StateConflictError(_TAKEN)
    await throttle.give_back()
    return user.password_hash


def _new_user(newcomer: Newcomer, password_hash: str, now: datetime) -> User:
    return User(
        id=uuid4(),
        login=newcomer.login,
        display_name=newcomer.display_name,
        password_hash=password_hash,
        must_change_password=False,
        created_at=now,
    )


async def _take_up(
    database: AsyncSession, invitation: Invitation, user: User, now: datetime
) -> None:
    taken = await database.scalar(
        update(Invitation)
        .where(Invitation.id == invitation.id, Invitation.accepted_at.is_(None))
        .values(accepted_at=now, accepted_by=user.id)
        .returning(Invitation.id),
    )
    if taken is None:
        raise NotFoundError(_UNKNOWN_CODE)
    database.add(
        Membership(
            user_id=user.id,
            platform=invitation.platform,
            role=invitation.role,
            family_id=invitation.family_id,
            creator_id=invitation.creator_id,
        ),
    )
    await database.flush()
    if seat := _seat_of(invitation):
        sitter = gypsycove.Sitter(user.id, user.display_name)
        member_id = await gypsycove.take_seat(database, seat, sitter, now)  # (5)
        one = update(Invitation).where(Invitation.id == invitation.id)
        await database.execute(one.values(member_id=member_id))
