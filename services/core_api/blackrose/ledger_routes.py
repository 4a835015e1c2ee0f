"""The ledger: amounts that moved, append-only; one reference of a creator is one entry.

No payment provider is connected: entries come from people. A subscription of a member to a tier
entitles the member for a month from when it was paid.
"""

from dataclasses import dataclass
from datetime import datetime
from operator import eq, ge, lt
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import Field
from sqlalchemy import ColumnElement, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.core_api.access.enforcement import AccessDependency
from services.core_api.blackrose.entitlement import month_after
from services.core_api.blackrose.member_tables import EntitlementRecord, Kind, LedgerRecord, Source
from services.core_api.blackrose.page import Listing, Order, PageDependency, read_page
from services.core_api.blackrose.scope import require_creator, require_tier, within_reach
from services.core_api.blackrose.words import Name, Reference
from services.core_api.bodies import Body, Currency, MinorUnits, Moment, View
from services.core_api.errors import StateConflictError
from services.core_api.ports import PortsDependency

router = APIRouter()
_ORDER = Order(LedgerRecord.occurred_at, LedgerRecord.id)


class NewEntry(Body):
    """An amount that moved; its direction follows from the kind."""

    creator_id: UUID
    kind: Kind
    member_id: UUID | None = None
    tier_id: UUID | None = None
    amount_minor: Annotated[MinorUnits, Field(gt=0)]
    currency: Currency
    occurred_at: Moment
    category: Name
    """For the tax summary."""
    reference: Reference
    """The papers' own number: the same one twice is the same entry."""


class EntryView(View):
    """An entry of the ledger."""

    id: UUID
    creator_id: UUID
    member_id: UUID | None
    tier_id: UUID | None
    kind: Kind
    amount_minor: int
    currency: str
    occurred_at: datetime
    category: str
    reference: str
    recorded_at: datetime


@router.post("/api/v1/blackrose/ledger", status_code=201)
async def add_entry(body: NewEntry, ports: PortsDependency, access: AccessDependency) -> EntryView:
    """Add an entry; the same entry again answers with the one that is there."""
    now = ports.now()
    async with ports.database.transaction(access) as session:
        await require_creator(session, access, body.creator_id)
        if body.tier_id is not None:
            await require_tier(session, body.creator_id, body.tier_id, allow_archived=True)
        record, is_new = await _insert(session, body, now)
        if not is_new and NewEntry.model_validate(record, from_attributes=True) != body:
            raise StateConflictError("the reference is used for another entry; take its own one")
        if is_new and body.kind is Kind.SUBSCRIPTION and body.member_id and body.tier_id:
            session.add(_entitle(record, body.member_id, body.tier_id))
        return EntryView.model_validate(record)


async def _insert(
    session: AsyncSession, body: NewEntry, now: datetime
) -> tuple[LedgerRecord, bool]:
    statement = (
        insert(LedgerRecord)
        .values(recorded_at=now, **body.model_dump())
        .on_conflict_do_nothing(index_elements=["creator_id", "reference"])
        .returning(LedgerRecord)
    )
    record = await session.scalar(statement)
    if record is not None:
        return record, True
    query = select(LedgerRecord).where(
        LedgerRecord.creator_id == body.creator_id, LedgerRecord.reference == body.reference
    )
    return (await session.scalars(query)).one(), False


def _entitle(entry: LedgerRecord, member_id: UUID, tier_id: UUID) -> EntitlementRecord:
    return EntitlementRecord(
        member_id=member_id,
        creator_id=entry.creator_id,
        tier_id=tier_id,
        source=Source.LEDGER.value,
        starts_at=entry.occurred_at,
        ends_at=month_after(entry.occurred_at),
        ledger_entry_id=entry.id,
    )


@dataclass(frozen=True, slots=True)
class Filter:
    """Which entries are wanted; `from` is included, `until` is not."""

    creator_id: UUID | None = None
    kind: Kind | None = None
    since: Annotated[Moment | None, Query(alias="from")] = None
    until: Moment | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """Render the filter for a query."""
        entry = LedgerRecord
        wanted = (
            (eq, entry.creator_id, self.creator_id),
            (eq, entry.kind, self.kind),
            (ge, entry.occurred_at, self.since),
            (lt, entry.occurred_at, self.until),
        )
        return [compare(column, value) for compare, column, value in wanted if value is not None]


@router.get("/api/v1/blackrose/ledger")
async def list_entries(
    wanted: Annotated[Filter, Depends()],
    page: PageDependency,
    ports: PortsDependency,
    access: AccessDependency,
) -> Listing[EntryView]:
    """List entries, oldest first."""
    statement = select(LedgerRecord).where(*wanted.conditions())
    statement = within_reach(statement, access, LedgerRecord.creator_id)
    async with ports.database.transaction(access) as session:
        return await read_page(session, statement, _ORDER, page, EntryView.model_validate)
