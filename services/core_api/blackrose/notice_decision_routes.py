"""What becomes of a copyright notice: the post comes back, or the notice is upheld or withdrawn.

The post is locked before its notice, as everywhere: nobody waits in a circle.
"""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.core_api.access.enforcement import AccessDependency
from services.core_api.access.principal import Access
from services.core_api.blackrose.case_tables import NoticeRecord, NoticeStatus
from services.core_api.blackrose.clock import Window, check_restore_time
from services.core_api.blackrose.moderation import Moderator, Object
from services.core_api.blackrose.notice_bodies import NoticeView, Restoration, show_notice
from services.core_api.blackrose.notice_routes import hold_notice
from services.core_api.blackrose.post_tables import PostRecord
from services.core_api.blackrose.reading import hold_post
from services.core_api.blackrose.scope import within_reach
from services.core_api.blackrose.visibility import show_again
from services.core_api.errors import NotFoundError, StateConflictError
from services.core_api.ports import PortsDependency

router = APIRouter()
_OPEN = (NoticeStatus.RECEIVED, NoticeStatus.HIDDEN, NoticeStatus.COUNTERED)


@router.post("/api/v1/blackrose/dmca/notices/{notice_id}/restore")
async def restore(
    notice_id: UUID, body: Restoration, ports: PortsDependency, access: AccessDependency
) -> NoticeView:
    """Let the post be seen again, 10 to 14 business days after the counter-notice."""
    now = ports.now()
    async with ports.database.transaction(access) as session:
        post, notice = await _hold_both(session, access, notice_id)
        _require_status(notice, NoticeStatus.COUNTERED)
        _require_time(notice, now, body.late_reason)
        moderator = Moderator(session, access, now)
        _decide(notice, NoticeStatus.RESTORED, moderator, body.late_reason)
        await show_again([post], moderator)
        return show_notice(notice, access)


@router.post("/api/v1/blackrose/dmca/notices/{notice_id}/withdraw")
async def withdraw_notice(
    notice_id: UUID, ports: PortsDependency, access: AccessDependency
) -> NoticeView:
    """Record that the claimant took the notice back."""
    async with ports.database.transaction(access) as session:
        post, notice = await _hold_both(session, access, notice_id)
        _require_status(notice, *_OPEN)
        moderator = Moderator(session, access, ports.now())
        _decide(notice, NoticeStatus.WITHDRAWN, moderator)
        await show_again([post], moderator)
        return show_notice(notice, access)


@router.post("/api/v1/blackrose/dmca/notices/{notice_id}/uphold")
async def uphold(notice_id: UUID, ports: PortsDependency, access: AccessDependency) -> NoticeView:
    """Decide against the creator: the post stays hidden, and the notice counts."""
    async with ports.database.transaction(access) as session:
        _, notice = await _hold_both(session, access, notice_id)
        _require_status(notice, *_OPEN)
        _decide(notice, NoticeStatus.UPHELD, Moderator(session, access, ports.now()))
        return show_notice(notice, access)


async def _hold_both(
    session: AsyncSession, access: Access, notice_id: UUID
) -> tuple[PostRecord, NoticeRecord]:
    query = select(NoticeRecord.post_id).where(NoticeRecord.id == notice_id)
    post_id = await session.scalar(within_reach(query, access, NoticeRecord.creator_id))
    if post_id is None:
        raise NotFoundError("no such notice")
    post = await hold_post(session, access, post_id)
    return post, await hold_notice(session, access, notice_id)


def _require_status(notice: NoticeRecord, *expected: NoticeStatus) -> None:
    if notice.status not in expected:
        raise StateConflictError(
            f"the notice is {notice.status}; this needs one that is {' or '.join(expected)}",
        )


def _require_time(notice: NoticeRecord, now: datetime, late_reason: str | None) -> None:
    if notice.restore_not_before is None or notice.restore_not_after is None:
        raise StateConflictError("the notice has no counter-notice; nothing can be restored")
    window = Window(notice.restore_not_before, notice.restore_not_after)
    if found := check_restore_time(window, now, late_reason=late_reason):
        raise StateConflictError("; ".join(found))


def _decide(
    notice: NoticeRecord, status: NoticeStatus, moderator: Moderator, note: str | None = None
) -> None:
    notice.status = status.value
    notice.decided_at = moderator.now
    moderator.record(status, Object.NOTICE, notice.id, note=note)
