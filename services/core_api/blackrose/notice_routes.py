"""Copyright notices: received from anybody, and shown to the creator, who may answer.

1. The form is complete, or it is refused before anything happens. 2. The post was seen; others do
not exist for the public. 3. It is hidden at once. 4. That the creator was notified is on record
from when the notice was first shown to it. 5. A counter-notice starts the restore window.
"""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.core_api.access.actors import Role
from services.core_api.access.enforcement import AccessDependency
from services.core_api.access.principal import Access
from services.core_api.blackrose.case_tables import NoticeRecord, NoticeStatus
from services.core_api.blackrose.clock import restore_window
from services.core_api.blackrose.moderation import Moderator, Object
from services.core_api.blackrose.notice_bodies import (
    CounterNotice,
    NewNotice,
    NoticeView,
    ReceiptView,
    show_notice,
)
from services.core_api.blackrose.page import Listing, Order, PageDependency, read_page
from services.core_api.blackrose.post_state import Status
from services.core_api.blackrose.private_read import CipherDependency, Private, record_private_read
from services.core_api.blackrose.public_form import FormLimitDependency
from services.core_api.blackrose.reading import find_seen_post
from services.core_api.blackrose.scope import widen, within_reach
from services.core_api.blackrose.visibility import hide
from services.core_api.blackrose.words import Reason
from services.core_api.errors import NotFoundError, StateConflictError
from services.core_api.ports import PortsDependency

router = APIRouter()
_ORDER = Order(NoticeRecord.received_at, NoticeRecord.id)


@router.post("/api/v1/blackrose/dmca/notices", status_code=201)
async def receive_notice(
    body: NewNotice, ports: PortsDependency, access: AccessDependency, limit: FormLimitDependency
) -> ReceiptView:
    """Take a notice in and hide the post."""
    await limit.take_turn()
    now = ports.now()
    async with ports.database.transaction(access) as session:
        await widen(session)  # A public form whose effect the law prescribes.
        post = await find_seen_post(session, body.post_id, now, lock=True)  # (2)
        is_there = post.status != Status.WITHDRAWN
        record = NoticeRecord(
            creator_id=post.creator_id,
            status=(NoticeStatus.HIDDEN if is_there else NoticeStatus.RECEIVED).value,
            received_at=now,
            hidden_at=now if is_there else None,
            **body.model_dump(exclude={"good_faith", "accuracy_under_penalty"}),
        )
        session.add(record)
        await session.flush()
        moderator = Moderator(session, access, now)
        moderator.record("receive", Object.NOTICE, record.id)
        hide([post], moderator, Reason.COPYRIGHT)  # (3)
        return ReceiptView.model_validate(record)


@router.get("/api/v1/blackrose/dmca/notices")
async def list_notices(
    page: PageDependency, ports: PortsDependency, access: AccessDependency
) -> Listing[NoticeView]:
    """List notices, oldest first; a creator is notified by being shown its own."""
    now = ports.now()

    def show(record: NoticeRecord) -> NoticeView:
        _notify(record, access, now)
        return show_notice(record, access)

    async with ports.database.transaction(access) as session:
        statement = within_reach(select(NoticeRecord), access, NoticeRecord.creator_id)
        return await read_page(session, statement, _ORDER, page, show)


@router.get("/api/v1/blackrose/dmca/notices/{notice_id}")
async def read_notice(
    notice_id: UUID, ports: PortsDependency, access: AccessDependency
) -> NoticeView:
    """Read one notice."""
    async with ports.database.transaction(access) as session:
        record = await hold_notice(session, access, notice_id)
        _notify(record, access, ports.now())
        return show_notice(record, access)


@router.post("/api/v1/blackrose/dmca/notices/{notice_id}/counter-notice")
async def answer_notice(
    notice_id: UUID,
    body: CounterNotice,
    ports: PortsDependency,
    access: AccessDependency,
    cipher: CipherDependency,
) -> NoticeView:
    """Take the creator's answer in; the post stays hidden until the window opens."""
    now = ports.now()
    async with ports.database.transaction(access) as session:
        record = await hold_notice(session, access, notice_id)
        if record.status != NoticeStatus.HIDDEN:
            raise StateConflictError(f"the notice is {record.status}; answer one that is hidden")
        window = restore_window(now)  # (5)
        place = Private.COUNTER_NOTICE.place_of(record.id)
        record.counter_sealed = cipher.seal(body.model_dump_json(), place)
        record.status = NoticeStatus.COUNTERED.value
        record.counter_received_at = now
        record.restore_not_before = window.opens_at
        record.restore_not_after = window.closes_at
        Moderator(session, access, now).record("counter", Object.NOTICE, record.id)
        return show_notice(record, access)


@router.get("/api/v1/blackrose/dmca/notices/{notice_id}/counter-notice")
async def read_answer(
    notice_id: UUID, ports: PortsDependency, access: AccessDependency, cipher: CipherDependency
) -> CounterNotice:
    """Read the creator's answer, and record who did."""
    async with ports.database.transaction(access) as session:
        record = await hold_notice(session, access, notice_id)
        if record.counter_sealed is None:
            raise NotFoundError("nobody has answered this notice")
        what = Private.COUNTER_NOTICE
        record_private_read(session, access, record.creator_id, what, ports.now())
        plain = cipher.unseal(record.counter_sealed, what.place_of(record.id))
        return CounterNotice.model_validate_json(plain)


async def hold_notice(session: AsyncSession, access: Access, notice_id: UUID) -> NoticeRecord:
    """Return a notice of the sender's reach, locked until the transaction ends.

    Raises `NotFoundError` if there is none.
    """
    query = select(NoticeRecord).where(NoticeRecord.id == notice_id).with_for_update()
    found: NoticeRecord | None = await session.scalar(
        within_reach(query, access, NoticeRecord.creator_id)
    )
    if found is None:
        raise NotFoundError("no such notice")
    return found


def _notify(record: NoticeRecord, access: Access, now: datetime) -> None:
    """Note the first time that the creator is shown the notice."""
    if access.principal.role is Role.CREATOR and record.notified_at is None:
        record.notified_at = now
