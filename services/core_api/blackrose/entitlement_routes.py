"""Entitlements: granted by hand or by the ledger, listed, revoked; and members as they follow."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from sqlalchemy import ARRAY, Select, Uuid, func, select, tuple_
from sqlalchemy.dialects.postgresql import aggregate_order_by

from services.core_api.access.actors import Platform
from services.core_api.access.enforcement import AccessDependency
from services.core_api.access.principal import Access
from services.core_api.blackrose.member_tables import EntitlementRecord, Source
from services.core_api.blackrose.page import PAGE_DEFAULT, Listing, Order, PageDependency, read_page
from services.core_api.blackrose.scope import (
    NOBODY,
    actor_of,
    is_reader,
    require_creator,
    require_tier,
    within_reach,
)
from services.core_api.bodies import Body, Limit, Moment, View
from services.core_api.errors import NotFoundError, StateConflictError
from services.core_api.messages import door as messages
from services.core_api.ports import PortsDependency

router = APIRouter()
_ORDER = Order(EntitlementRecord.starts_at, EntitlementRecord.id)
_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
MemberCursor = Annotated[str, Query(pattern=rf"^{_UUID}\.{_UUID}$")]
"""Creator and member, as `next` gave them."""


class NewEntitlement(Body):
    """A grant by hand, from now on."""

    member_id: UUID
    tier_id: UUID
    creator_id: UUID | None = None
    """For an administrator; a creator grants its own."""
    expires_at: Moment | None = None


class EntitlementView(View):
    """What one member may read of one creator."""

    id: UUID
    member_id: UUID
    creator_id: UUID
    tier_id: UUID
    source: Source
    starts_at: datetime
    ends_at: datetime | None
    revoked_at: datetime | None


class MemberView(View):
    """A member of one creator, as its entitlements tell."""

    member_id: UUID
    creator_id: UUID
    first_entitled_at: datetime
    active: bool
    tier_id: UUID
    """Of the entitlement that started last."""


@router.post("/api/v1/blackrose/entitlements", status_code=201)
async def grant(
    body: NewEntitlement, ports: PortsDependency, access: AccessDependency
) -> EntitlementView:
    """Entitle a member."""
    now = ports.now()
    if body.expires_at is not None and body.expires_at <= now:
        raise StateConflictError("expires_at has passed; name a later time")
    async with ports.database.transaction(access) as session:
        creator = await require_creator(session, access, body.creator_id)
        await require_tier(session, creator.id, body.tier_id)
        record = EntitlementRecord(
            member_id=body.member_id,
            creator_id=creator.id,
            tier_id=body.tier_id,
            source=Source.GRANT.value,
            starts_at=now,
            ends_at=body.expires_at,
        )
        session.add(record)
        await session.flush()
        return EntitlementView.model_validate(record)


@router.get("/api/v1/blackrose/entitlements")
async def list_entitlements(
    page: PageDependency,
    ports: PortsDependency,
    access: AccessDependency,
    creator_id: UUID | None = None,
) -> Listing[EntitlementView]:
    """List entitlements: a member's own, a creator's own, or all of them."""
    statement = select(EntitlementRecord)
    if is_reader(access):
        statement = statement.where(EntitlementRecord.member_id == (actor_of(access) or NOBODY))
    else:
        statement = within_reach(statement, access, EntitlementRecord.creator_id)
    if creator_id is not None:
        statement = statement.where(EntitlementRecord.creator_id == creator_id)
    async with ports.database.transaction(access) as session:
        return await read_page(session, statement, _ORDER, page, EntitlementView.model_validate)


@router.post("/api/v1/blackrose/entitlements/{entitlement_id}/revoke")
async def revoke(
    entitlement_id: UUID, ports: PortsDependency, access: AccessDependency
) -> EntitlementView:
    """End an entitlement now; open sockets of the member end with it."""
    query = select(EntitlementRecord).where(EntitlementRecord.id == entitlement_id)
    async with ports.database.transaction(access) as session:
        record = await session.scalar(
            within_reach(query, access, EntitlementRecord.creator_id).with_for_update()
        )
        if record is None:
            raise NotFoundError("no such entitlement")
        if record.revoked_at is not None:
            raise StateConflictError("the entitlement is revoked already")
        record.revoked_at = ports.now()
        view = EntitlementView.model_validate(record)
    await messages.end_sockets(ports, Platform.BLACKROSE, view.member_id)
    return view


def _select_members(access: Access, now: datetime) -> Select[UUID, UUID, datetime, bool, UUID]:
    entitled = EntitlementRecord
    newest = aggregate_order_by(entitled.tier_id, entitled.starts_at.desc(), entitled.id)
    statement = select(
        entitled.creator_id,
        entitled.member_id,
        func.min(entitled.starts_at).label("first_entitled_at"),
        func.bool_or(entitled.active_at(now)).label("active"),
        func.array_agg(newest, type_=ARRAY(Uuid))[1].label("tier_id"),
    )
    key = (entitled.creator_id, entitled.member_id)
    return within_reach(statement, access, entitled.creator_id).group_by(*key).order_by(*key)


@router.get("/api/v1/blackrose/members")
async def list_members(
    ports: PortsDependency,
    access: AccessDependency,
    creator_id: UUID | None = None,
    limit: Annotated[Limit, Query()] = PAGE_DEFAULT,
    after: MemberCursor | None = None,
) -> Listing[MemberView]:
    """List everybody who was ever entitled, by creator and member."""
    entitled = EntitlementRecord
    place = tuple_(entitled.creator_id, entitled.member_id)
    statement = _select_members(access, ports.now())
    if creator_id is not None:
        statement = statement.where(entitled.creator_id == creator_id)
    if after is not None:
        creator, member = map(UUID, after.split("."))
        statement = statement.where(place > tuple_(creator, member))
    async with ports.database.transaction(access) as session:
        rows = (await session.execute(statement.limit(limit + 1))).all()
    items = [MemberView.model_validate(row) for row in rows[:limit]]
    last = f"{items[-1].creator_id}.{items[-1].member_id}" if len(rows) > limit else None
    return Listing(items=items, next=last)
