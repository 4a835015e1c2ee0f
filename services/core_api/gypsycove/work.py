"""One piece of work on families: a transaction in the name of who asks, and what it can reach.

Row level security decides in the database; the same is asked again here, so that one mistake opens
nothing. What is out of reach does not exist (404).
"""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, TypeVar
from uuid import UUID

from fastapi import Depends
from sqlalchemy import ColumnElement, Select, func, select, true
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from services.core_api.access.actors import Reach, Role
from services.core_api.access.enforcement import AccessDependency
from services.core_api.access.principal import Access
from services.core_api.errors import NotFoundError, StateConflictError
from services.core_api.gypsycove.models import (
    CheckInRecord,
    ConsentRecord,
    ExtraTimeRecord,
    FamilyRecord,
    MemberRecord,
    ScreenSessionRecord,
)
from services.core_api.ports import PortsDependency

_OfMember = TypeVar("_OfMember", ScreenSessionRecord, ExtraTimeRecord, CheckInRecord)


@dataclass(frozen=True, slots=True)
class FamilyWork:
    """An open transaction, who asks, and the time at which it all happens."""

    session: AsyncSession
    access: Access
    now: datetime

    @property
    def sees_family(self) -> bool:
        """Whether what belongs to other members is in reach."""
        return self.access.reach is Reach.ALL or self.access.principal.role is Role.PARENT

    @property
    def actor(self) -> str | None:
        """Whom a record may name; GodMode leaves no name."""
        principal = self.access.principal
        return None if principal.godmode_bypass else principal.subject

    def is_self(self, member: MemberRecord) -> bool:
        """Tell whether `member` is who asks."""
        return member.user_id is not None and str(member.user_id) == self.access.principal.subject

    async def family(self, family_id: UUID) -> FamilyRecord:
        """Read a family.

        Raises `NotFoundError` if it is not in reach.
        """
        found = await self.session.get(FamilyRecord, family_id)
        is_own = str(family_id) == self.access.principal.family
        if found is None or not (is_own or self.access.reach is Reach.ALL):
            raise NotFoundError("there is no such family")
        return found

    async def member(self, member_id: UUID) -> MemberRecord:
        """Read a member whose data are in reach.

        Raises `NotFoundError` if they are not.
        """
        found = await self.session.get(MemberRecord, member_id)
        if found is None or not (self.sees_family or self.is_self(found)):
            raise NotFoundError("there is no such member")
        await self.family(found.family_id)
        return found

    async def own_member(self, member_id: UUID) -> MemberRecord:
        """Read a member for something that it does itself.

        Raises `NotFoundError` if it is somebody else.
        """
        member = await self.member(member_id)
        if self.access.reach is not Reach.ALL and not self.is_self(member):
            raise NotFoundError("there is no such member of yours")
        return member

    async def of_member(self, kind: type[_OfMember], row_id: UUID) -> _OfMember:
        """Read something that belongs to a member in reach, after all who change it now.

        Raises `NotFoundError` if it is not in reach.
        """
        await self.lock(row_id)
        found = await self.session.get(kind, row_id)
        if found is None:
            raise NotFoundError("there is no such object")
        await self.member(found.member_id)
        return found

    def in_reach(self, member_id: InstrumentedAttribute[UUID]) -> ColumnElement[bool]:
        """Return the condition that keeps a list to members whose data are in reach."""
        if self.sees_family:
            return true()
        subject = UUID(self.access.principal.subject)
        return member_id.in_(select(MemberRecord.id).where(MemberRecord.user_id == subject))

    async def lock(self, key: UUID) -> None:
        """Wait for others that work on `key`, and keep them out until the end."""
        await self.session.execute(select(func.pg_advisory_xact_lock(_lock_number(key))))

    async def pass_policies(self) -> None:
        """Let the rest of this transaction reach all rows: what is deleted has to be all of it."""
        await self.session.execute(select(func.set_config("app.reach", Reach.ALL.value, True)))  # noqa: FBT003

    async def consent_in_force(self, member_id: UUID) -> ConsentRecord | None:
        """Read the consent of a member that was not withdrawn."""
        query = select(ConsentRecord).where(
            ConsentRecord.member_id == member_id, ConsentRecord.withdrawn_at.is_(None)
        )
        return await self.session.scalar(query)

    async def require_consent(self, member: MemberRecord) -> None:
        """Let data about `member` be kept.

        Raises `StateConflictError` if it is a child and no parent has consented.
        """
        if member.role == Role.CHILD and await self.consent_in_force(member.id) is None:
            raise StateConflictError("no parent has consented to keep data about this child yet")

    async def first(self, query: Select[int] | Select[int | None]) -> int:
        """Read one number; nothing is 0."""
        return await self.session.scalar(query) or 0


def _lock_number(key: UUID) -> int:
    """Fold an id into what PostgreSQL takes as the key of a lock: 64 bits with a sign."""
    return (key.int ^ key.int >> 64) % 2**64 - 2**63


Opener = Callable[[], AbstractAsyncContextManager[FamilyWork]]


def _get_opener(ports: PortsDependency, access: AccessDependency) -> Opener:
    @asynccontextmanager
    async def open_work() -> AsyncIterator[FamilyWork]:
        try:
            async with ports.database.transaction(access) as session:
                yield FamilyWork(session, access, ports.now())
        except IntegrityError as error:
            raise StateConflictError("somebody changed this just now; read it again") from error

    return open_work


OpenWork = Annotated[Opener, Depends(_get_opener)]
"""What an endpoint opens its transaction with; it is committed before the answer leaves."""
