"""What other areas may ask of this one: the seats that logins have in families.

A login with a family is one member of that family's list, always: whoever can read the family's
room is seen there, and can be put out. What changes a seat belongs to the transaction that changes
the login, and that transaction has to reach all rows.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from services.core_api.errors import NotFoundError, StateConflictError
from services.core_api.gypsycove.identifiers import new_id
from services.core_api.gypsycove.models import FamilyRecord, MemberRecord


@dataclass(frozen=True, slots=True)
class Seat:
    """What a login is in a family."""

    family_id: UUID
    role: str
    member_id: UUID | None = None
    """None is a member that is yet to be made."""


@dataclass(frozen=True, slots=True)
class Sitter:
    """Whose seat it becomes."""

    user_id: UUID
    name: str


async def require_free(session: AsyncSession, seat: Seat) -> None:
    """Let somebody be invited to a seat.

    Raises `NotFoundError` if it is not there, `StateConflictError` if it is taken or another's.
    """
    if await session.get(FamilyRecord, seat.family_id) is None:
        raise NotFoundError("there is no such family")
    if seat.member_id is None:
        return
    member = await session.get(MemberRecord, seat.member_id)
    if member is None or member.family_id != seat.family_id:
        raise NotFoundError("there is no such member in this family")
    if member.user_id is not None:
        raise StateConflictError("this member has a login already; delete the member to end it")
    if member.role != seat.role:
        raise StateConflictError(f"this member is a {member.role}; invite a {member.role}")


async def take_seat(session: AsyncSession, seat: Seat, sitter: Sitter, now: datetime) -> UUID:
    """Tie a login to its member, made here if there is none, and return the member.

    Raises `StateConflictError` if the seat is not there any more.
    """
    await leave_seats(session, sitter.user_id, but=seat.family_id)
    if seat.member_id is None:
        return await _find_or_make(session, seat, sitter, now)
    taken: UUID | None = await session.scalar(
        update(MemberRecord)
        .where(
            MemberRecord.id == seat.member_id,
            MemberRecord.family_id == seat.family_id,
            MemberRecord.role == seat.role,
            MemberRecord.user_id.is_(None),
        )
        .values(user_id=sitter.user_id)
        .returning(MemberRecord.id)
    )
    if taken is None:
        raise StateConflictError("the member has changed, or has a login; ask for a new invitation")
    return taken


async def leave_seats(session: AsyncSession, user_id: UUID, but: UUID | None = None) -> None:
    """Untie a login from its members, except in the family `but`; the members stay."""
    seats = update(MemberRecord).where(MemberRecord.user_id == user_id)
    if but is not None:
        seats = seats.where(MemberRecord.family_id != but)
    await session.execute(seats.values(user_id=None))


async def _find_or_make(session: AsyncSession, seat: Seat, sitter: Sitter, now: datetime) -> UUID:
    # Locked, so that the family is not deleted between this look and the end.
    family = select(FamilyRecord.id).where(FamilyRecord.id == seat.family_id)
    if await session.scalar(family.with_for_update(read=True, key_share=True)) is None:
        raise StateConflictError("the family is not there any more")
    own = update(MemberRecord).where(
        MemberRecord.family_id == seat.family_id, MemberRecord.user_id == sitter.user_id
    )
    known: UUID | None = await session.scalar(own.values(role=seat.role).returning(MemberRecord.id))
    if known is not None:
        return known
    made = MemberRecord(
        id=new_id(now),
        family_id=seat.family_id,
        user_id=sitter.user_id,
        display_name=sitter.name,
        role=seat.role,
        created_at=now,
    )
    session.add(made)
    await session.flush()
    return made.id
