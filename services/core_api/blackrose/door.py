"""What other areas may ask of Black Rose: to which creators a member is entitled now."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.core_api.blackrose.member_tables import EntitlementRecord


async def read_entitled_creators(
    session: AsyncSession, member_id: UUID, now: datetime, at_most: int
) -> list[UUID]:
    """Return the creators of whom the member has an entitlement that counts now."""
    found = await session.scalars(
        select(EntitlementRecord.creator_id)
        .where(EntitlementRecord.member_id == member_id, EntitlementRecord.active_at(now))
        .distinct()
        .order_by(EntitlementRecord.creator_id)
        .limit(at_most)
    )
    return list(found)


async def is_entitled(
    session: AsyncSession, member_id: UUID, creator_id: UUID, now: datetime
) -> bool:
    """Say whether the member has an entitlement of this creator that counts now."""
    query = select(EntitlementRecord.id).where(
        EntitlementRecord.member_id == member_id,
        EntitlementRecord.creator_id == creator_id,
        EntitlementRecord.active_at(now),
    )
    return await session.scalar(query.limit(1)) is not None
