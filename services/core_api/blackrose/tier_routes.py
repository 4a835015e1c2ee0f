"""Tiers: what a member can have of a creator, at which price; shown to everybody."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field
from sqlalchemy import select

from services.core_api.access.enforcement import AccessDependency
from services.core_api.blackrose.member_tables import TierRecord
from services.core_api.blackrose.page import Listing, Order, PageDependency, read_page
from services.core_api.blackrose.scope import require_creator, within_reach
from services.core_api.blackrose.words import Name
from services.core_api.bodies import Body, Currency, Line, MinorUnits, View
from services.core_api.errors import NotFoundError
from services.core_api.ports import PortsDependency

router = APIRouter()
_ORDER = Order(TierRecord.position, TierRecord.id)
Benefits = Annotated[list[Line], Field(max_length=20)]
Position = Annotated[int, Field(ge=0, le=1000)]
"""Higher tiers open what lower ones open."""


class NewTier(Body):
    """A tier."""

    name: Name
    price_minor: MinorUnits
    currency: Currency
    benefits: Benefits = Field(default_factory=list)
    position: Position = 0


class TierChange(Body):
    """What changes of a tier; what is left out stays. Its price holds for new subscriptions."""

    name: Name = ""
    price_minor: MinorUnits = 0
    currency: Currency = "USD"
    benefits: Benefits = Field(default_factory=list)
    position: Position = 0
    archived: bool = False


class TierView(View):
    """A tier as everybody sees it."""

    id: UUID
    creator_id: UUID
    name: str
    price_minor: int
    currency: str
    benefits: list[str]
    position: int
    archived: bool
    created_at: datetime


@router.post("/api/v1/blackrose/creators/{creator_id}/tiers", status_code=201)
async def create_tier(
    creator_id: UUID, body: NewTier, ports: PortsDependency, access: AccessDependency
) -> TierView:
    """Create a tier."""
    async with ports.database.transaction(access) as session:
        await require_creator(session, access, creator_id)
        record = TierRecord(
            creator_id=creator_id, archived=False, created_at=ports.now(), **body.model_dump()
        )
        session.add(record)
        await session.flush()
        return TierView.model_validate(record)


@router.get("/api/v1/blackrose/creators/{creator_id}/tiers")
async def list_tiers(
    creator_id: UUID, page: PageDependency, ports: PortsDependency, access: AccessDependency
) -> Listing[TierView]:
    """List the tiers of one creator, lowest position first."""
    async with ports.database.transaction(access) as session:
        await require_creator(session, access, creator_id)
        statement = select(TierRecord).where(TierRecord.creator_id == creator_id)
        return await read_page(session, statement, _ORDER, page, TierView.model_validate)


@router.patch("/api/v1/blackrose/tiers/{tier_id}")
async def change_tier(
    tier_id: UUID, body: TierChange, ports: PortsDependency, access: AccessDependency
) -> TierView:
    """Change a tier, or archive it: entitlements stay, new ones are refused."""
    async with ports.database.transaction(access) as session:
        query = select(TierRecord).where(TierRecord.id == tier_id).with_for_update()
        record = await session.scalar(within_reach(query, access, TierRecord.creator_id))
        if record is None:
            raise NotFoundError("no such tier")
        for name, value in body.model_dump(exclude_unset=True).items():
            setattr(record, name, value)
        return TierView.model_validate(record)
