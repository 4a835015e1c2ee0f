"""Find posts as their reader may see them: members what entitlements open, others their own.

1. The row level policy keeps what no entitlement of the creator covers. 2. What is open now is
decided by the pure rules of `entitlement`. 3. A list is a query that says the same.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.core_api.access.principal import Access
from services.core_api.blackrose.entitlement import Grant, Opened, Step, open_with
from services.core_api.blackrose.member_tables import EntitlementRecord, TierRecord
from services.core_api.blackrose.post_state import Audience, Status
from services.core_api.blackrose.post_tables import PostRecord
from services.core_api.blackrose.scope import NOBODY, actor_of, is_reader, within_reach
from services.core_api.errors import NotFoundError


async def select_posts(session: AsyncSession, access: Access, now: datetime) -> Select[PostRecord]:
    """Select the posts that the sender may see."""
    statement = select(PostRecord)
    if not is_reader(access):
        return within_reach(statement, access, PostRecord.creator_id)
    opened = await read_opened(session, access, now)  # (2)
    return statement.where(_is_seen(now), _is_open(opened))  # (3)


async def require_post(
    session: AsyncSession, access: Access, post_id: UUID, now: datetime
) -> PostRecord:
    """Return a post that the sender may see.

    Raises `NotFoundError` if there is none.
    """
    query = select(PostRecord).where(PostRecord.id == post_id)
    if is_reader(access):
        opened = await read_opened(session, access, now)  # (2)
        found: PostRecord | None = await session.scalar(query.where(_is_seen(now)))
        if found is not None and not opened.allows(
            Audience(found.access), found.creator_id, found.tier_id
        ):
            found = None
    else:
        found = await session.scalar(within_reach(query, access, PostRecord.creator_id))
    if found is None:
        raise NotFoundError("no such post")
    return found


async def hold_post(session: AsyncSession, access: Access, post_id: UUID) -> PostRecord:
    """Return a post of the sender's reach for a change, locked until the transaction ends.

    Raises `NotFoundError` if there is none.
    """
    query = select(PostRecord).where(PostRecord.id == post_id).with_for_update()
    query = query.execution_options(populate_existing=True)
    found: PostRecord | None = await session.scalar(
        within_reach(query, access, PostRecord.creator_id)
    )
    if found is None:
        raise NotFoundError("no such post")
    return found


async def find_seen_post(
    session: AsyncSession, post_id: UUID, now: datetime, *, lock: bool = False
) -> PostRecord:
    """Return a post that members were shown at some time, locked if it will be changed.

    Raises `NotFoundError` if there is none: drafts do not exist for a public form.
    """
    found = await session.get(PostRecord, post_id, with_for_update=lock or None)
    if found is None or found.published_at is None or found.published_at > now:
        raise NotFoundError("no such post was published")
    return found


async def read_opened(session: AsyncSession, access: Access, now: datetime) -> Opened:
    """Return what the sender's entitlements open now."""
    held = await session.scalars(
        select(EntitlementRecord).where(
            EntitlementRecord.member_id == (actor_of(access) or NOBODY),
            EntitlementRecord.active_at(now),
        )
    )
    grants = [
        Grant(one.creator_id, one.tier_id, one.starts_at, one.ends_at, one.revoked_at)
        for one in held
    ]
    creators = {grant.creator_id for grant in grants}
    tiers = await session.scalars(select(TierRecord).where(TierRecord.creator_id.in_(creators)))
    return open_with(grants, [Step(one.id, one.creator_id, one.position) for one in tiers], now)


def _is_seen(now: datetime) -> ColumnElement[bool]:
    return and_(PostRecord.status == Status.PUBLISHED.value, PostRecord.published_at <= now)


def _is_open(opened: Opened) -> ColumnElement[bool]:
    """Render the rule of `Opened.allows` for a query."""
    post = PostRecord
    for_members = and_(post.access == Audience.MEMBERS.value, post.creator_id.in_(opened.creators))
    for_tier = and_(post.access == Audience.TIER.value, post.tier_id.in_(opened.tiers))
    return or_(post.access == Audience.PUBLIC.value, for_members, for_tier)
