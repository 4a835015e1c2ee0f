"""Creators as everybody sees them: pseudonyms, and the counts of their own page."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from services.core_api.access.enforcement import AccessDependency
from services.core_api.blackrose.case_tables import NoticeRecord, NoticeStatus
from services.core_api.blackrose.creator_tables import CreatorRecord
from services.core_api.blackrose.member_tables import EntitlementRecord
from services.core_api.blackrose.page import Listing, Order, PageDependency, read_page
from services.core_api.blackrose.post_state import Status
from services.core_api.blackrose.post_tables import PostRecord
from services.core_api.blackrose.scope import require_creator, within_reach
from services.core_api.blackrose.words import Name
from services.core_api.bodies import Body, View
from services.core_api.errors import StateConflictError
from services.core_api.ports import PortsDependency

router = APIRouter()
_ORDER = Order(CreatorRecord.created_at, CreatorRecord.id)


class NewCreator(Body):
    """What a creator is called here."""

    pseudonym: Name


class CreatorView(View):
    """All that anybody sees of a creator."""

    id: UUID
    pseudonym: str
    created_at: datetime


class Statistics(View):
    """Counts, for the creator's own page."""

    creator_id: UUID
    posts: dict[Status, int]
    active_entitlements: dict[UUID, int]
    """By tier."""
    upheld_notices: int
    """Copyright notices that were decided against the creator."""


@router.post("/api/v1/blackrose/creators", status_code=201)
async def create_creator(
    body: NewCreator, ports: PortsDependency, access: AccessDependency
) -> CreatorView:
    """Create a creator."""
    async with ports.database.transaction(access) as session:
        record = CreatorRecord(pseudonym=body.pseudonym, created_at=ports.now())
        session.add(record)
        try:
            await session.flush()
        except IntegrityError as error:
            raise StateConflictError("the pseudonym is taken; choose another one") from error
        return CreatorView.model_validate(record)


@router.get("/api/v1/blackrose/creators")
async def list_creators(
    page: PageDependency, ports: PortsDependency, access: AccessDependency
) -> Listing[CreatorView]:
    """List creators, oldest first."""
    async with ports.database.transaction(access) as session:
        statement = within_reach(select(CreatorRecord), access, CreatorRecord.id)
        return await read_page(session, statement, _ORDER, page, CreatorView.model_validate)


@router.get("/api/v1/blackrose/creators/{creator_id}")
async def read_creator(
    creator_id: UUID, ports: PortsDependency, access: AccessDependency
) -> CreatorView:
    """Read one creator."""
    async with ports.database.transaction(access) as session:
        return CreatorView.model_validate(await require_creator(session, access, creator_id))


@router.get("/api/v1/blackrose/creators/{creator_id}/statistics")
async def read_statistics(
    creator_id: UUID, ports: PortsDependency, access: AccessDependency
) -> Statistics:
    """Count posts, entitlements and upheld notices of one creator."""
    async with ports.database.transaction(access) as session:
        await require_creator(session, access, creator_id)
        return Statistics(
            creator_id=creator_id,
            posts=await _count_posts(session, creator_id),
            active_entitlements=await _count_entitlements(session, creator_id, ports.now()),
            upheld_notices=await count_upheld(session, creator_id),
        )


async def _count_posts(session: AsyncSession, creator_id: UUID) -> dict[Status, int]:
    query = (
        select(PostRecord.status, func.count())
        .where(PostRecord.creator_id == creator_id)
        .group_by(PostRecord.status)
    )
    found = {Status(status): number for status, number in (await session.execute(query)).all()}
    return {status: found.get(status, 0) for status in Status}


async def _count_entitlements(
    session: AsyncSession, creator_id: UUID, now: datetime
) -> dict[UUID, int]:
    query = (
        select(EntitlementRecord.tier_id, func.count())
        .where(EntitlementRecord.creator_id == creator_id, EntitlementRecord.active_at(now))
        .group_by(EntitlementRecord.tier_id)
    )
    rows = (await session.execute(query)).all()
    return {row[0]: row[1] for row in rows}


async def count_upheld(session: AsyncSession, creator_id: UUID) -> int:
    """Count the copyright notices that were decided against a creator."""
    query = select(func.count()).where(
        NoticeRecord.creator_id == creator_id, NoticeRecord.status == NoticeStatus.UPHELD
    )
    return await session.scalar(query) or 0
