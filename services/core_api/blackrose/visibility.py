"""Hide posts and let them be seen again, by what the database knows of consents and open cases.

1. Whoever changes a post's status holds its row, so that publishing and hiding wait for each other.
2. The transaction speaks for the platform: cases and copies belong to others. 3. A post comes back
only when nothing keeps it back any more, whatever it was that ended.
"""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.core_api.blackrose.case_tables import (
    NOTICE_HOLDS,
    REMOVAL_HOLDS,
    NoticeRecord,
    RemovalRecord,
    ReportRecord,
    ReportStatus,
)
from services.core_api.blackrose.media_copies import Prints, is_about, is_copy, prints_of
from services.core_api.blackrose.moderation import Moderator, Object
from services.core_api.blackrose.post_state import Action, Status, require_next
from services.core_api.blackrose.post_tables import ConsentRecord, PostRecord
from services.core_api.blackrose.publication import (
    GivenConsent,
    Holds,
    check_visibility,
    missing_consents,
)
from services.core_api.blackrose.words import Reason


async def find_obstacles(session: AsyncSession, post: PostRecord) -> list[str]:
    """Find why a post may not be seen; the transaction must speak for the platform."""
    consents = await session.scalars(select(ConsentRecord).where(ConsentRecord.post_id == post.id))
    given = [GivenConsent(one.person_ref, frozenset(one.scope), one.revoked_at) for one in consents]
    missing = missing_consents((person.person_ref for person in post.depicted), given)
    return check_visibility(missing, await read_holds(session, post))


async def read_holds(session: AsyncSession, post: PostRecord) -> Holds:
    """Count the open cases about a post, or about its content."""
    notice, removal, report = NoticeRecord, RemovalRecord, ReportRecord
    return Holds(
        notices=await _count(session, notice.post_id == post.id, notice.status.in_(NOTICE_HOLDS)),
        removals=await _count(
            session, is_about(prints_of(post)), removal.status.in_(REMOVAL_HOLDS)
        ),
        reports=await _count(
            session, report.post_id == post.id, report.status == ReportStatus.HIDDEN.value
        ),
    )


async def hold_copies(session: AsyncSession, prints: Prints) -> list[PostRecord]:
    """Lock every post with this content, of any creator, in one order for everybody."""
    found = await session.scalars(
        select(PostRecord)
        .where(is_copy(prints))
        .order_by(PostRecord.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return list(found)


def hide(posts: Iterable[PostRecord], moderator: Moderator, reason: Reason) -> None:
    """Hide those of the posts that can be seen."""
    for post in posts:
        if post.status == Status.PUBLISHED:
            post.status = require_next(Status.PUBLISHED, Action.HIDE).value
            moderator.record(Action.HIDE, Object.POST, post.id, reason_code=reason)


async def show_again(posts: Iterable[PostRecord], moderator: Moderator) -> None:
    """Let those of the hidden posts be seen that nothing keeps back any more."""
    for post in posts:
        if post.status == Status.HIDDEN and not await find_obstacles(moderator.session, post):
            post.status = require_next(Status.HIDDEN, Action.RESTORE).value
            moderator.record(Action.RESTORE, Object.POST, post.id)


async def _count(session: AsyncSession, *conditions: ColumnElement[bool]) -> int:
    return await session.scalar(select(func.count()).where(*conditions)) or 0
