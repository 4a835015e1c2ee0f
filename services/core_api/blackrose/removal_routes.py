"""Urgent removals (TAKE IT DOWN Act): a public form, hidden at once with all copies, 48 hours.

Who asked, and what was said, is shown to administrators only: never to the creator, to no agent.
"""

from dataclasses import asdict
from datetime import datetime
from enum import StrEnum
from typing import Literal
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy import select

from services.core_api.access.actors import Role
from services.core_api.access.enforcement import AccessDependency
from services.core_api.access.principal import Access
from services.core_api.blackrose.case_tables import RemovalRecord, RemovalStatus
from services.core_api.blackrose.clock import REMOVAL_ALARM, REMOVAL_DUE
from services.core_api.blackrose.media_copies import prints_of, prints_of_removal
from services.core_api.blackrose.moderation import Moderator, Object
from services.core_api.blackrose.notice_bodies import ReceiptView
from services.core_api.blackrose.page import Listing, Order, PageDependency, read_page
from services.core_api.blackrose.public_form import FormLimitDependency
from services.core_api.blackrose.reading import find_seen_post
from services.core_api.blackrose.scope import widen
from services.core_api.blackrose.visibility import hide, hold_copies, show_again
from services.core_api.blackrose.words import Name, Note, Reason, Statement
from services.core_api.bodies import Body, View
from services.core_api.errors import NotFoundError, StateConflictError
from services.core_api.ports import PortsDependency

router = APIRouter()
_ORDER = Order(RemovalRecord.received_at, RemovalRecord.id)


class NewRemoval(Body):
    """Section 3(a)(1)(B): signature, the item, a good-faith statement, and how to be reached."""

    post_id: UUID
    contact: Statement
    statement: Statement
    good_faith: Literal[True]
    """The depiction was published without the consent of who is depicted."""
    signature: Name


class RemovalReceipt(ReceiptView):
    """What the form answers."""

    due_at: datetime


class RemovalView(View):
    """A request and its clock."""

    id: UUID
    post_id: UUID
    creator_id: UUID
    content_sha256: str
    status: RemovalStatus
    received_at: datetime
    alarm_at: datetime
    due_at: datetime
    decided_at: datetime | None
    is_alarming: bool
    """Open, and half of the time is over."""
    is_overdue: bool
    contact: str | None
    statement: str | None


class Verdict(StrEnum):
    """How a request ends."""

    REMOVED = "removed"
    REJECTED = "rejected"


class RemovalDecision(Body):
    """A decision with its reason."""

    decision: Verdict
    reason_code: Reason
    note: Note | None = None


@router.post("/api/v1/blackrose/removals", status_code=201)
async def receive_removal(
    body: NewRemoval, ports: PortsDependency, access: AccessDependency, limit: FormLimitDependency
) -> RemovalReceipt:
    """Take a request in, and hide the post and everything identical to it."""
    await limit.take_turn()
    now = ports.now()
    async with ports.database.transaction(access) as session:
        await widen(session)  # A public form whose effect the law prescribes.
        post = await find_seen_post(session, body.post_id, now)
        prints = prints_of(post)
        copies = await hold_copies(session, prints)
        record = RemovalRecord(
            creator_id=post.creator_id,
            **asdict(prints),
            status=RemovalStatus.OPEN.value,
            received_at=now,
            alarm_at=now + REMOVAL_ALARM,
            due_at=now + REMOVAL_DUE,
            **body.model_dump(exclude={"good_faith"}),
        )
        session.add(record)
        await session.flush()
        moderator = Moderator(session, access, now)
        moderator.record("receive", Object.REMOVAL, record.id)
        hide(copies, moderator, Reason.INTIMATE)
        return RemovalReceipt.model_validate(record)


@router.get("/api/v1/blackrose/removals")
async def list_removals(
    page: PageDependency, ports: PortsDependency, access: AccessDependency
) -> Listing[RemovalView]:
    """List requests, oldest first."""
    now = ports.now()
    async with ports.database.transaction(access) as session:
        return await read_page(
            session, select(RemovalRecord), _ORDER, page, lambda one: show_removal(one, access, now)
        )


@router.post("/api/v1/blackrose/removals/{removal_id}/decide")
async def decide_removal(
    removal_id: UUID, body: RemovalDecision, ports: PortsDependency, access: AccessDependency
) -> RemovalView:
    """Confirm the removal for good, or reject the request and show the content again."""
    now = ports.now()
    async with ports.database.transaction(access) as session:
        record = await session.get(RemovalRecord, removal_id)
        if record is None:
            raise NotFoundError("no such removal request")
        copies = await hold_copies(session, prints_of_removal(record))
        await session.refresh(record, with_for_update=True)
        if record.status != RemovalStatus.OPEN:
            raise StateConflictError(f"the request is {record.status} already")
        record.status = RemovalStatus(body.decision).value
        record.decided_at = now
        moderator = Moderator(session, access, now)
        moderator.record(
            body.decision, Object.REMOVAL, record.id, reason_code=body.reason_code, note=body.note
        )
        await show_again(copies, moderator)
        return show_removal(record, access, now)


def show_removal(record: RemovalRecord, access: Access, now: datetime) -> RemovalView:
    """Show a request with its clock; agents get nothing personal."""
    is_open = record.status == RemovalStatus.OPEN
    is_shown = access.principal.role is not Role.AGENT
    return RemovalView(
        id=record.id,
        post_id=record.post_id,
        creator_id=record.creator_id,
        content_sha256=record.content_sha256,
        status=RemovalStatus(record.status),
        received_at=record.received_at,
        alarm_at=record.alarm_at,
        due_at=record.due_at,
        decided_at=record.decided_at,
        is_alarming=is_open and now >= record.alarm_at,
        is_overdue=is_open and now > record.due_at,
        contact=record.contact if is_shown else None,
        statement=record.statement if is_shown else None,
    )
