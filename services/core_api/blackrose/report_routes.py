"""Reports of content by members: a clock of business days, and a decision that can hide the post.

The creator never learns who reported.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from sqlalchemy import select

from services.core_api.access.enforcement import AccessDependency
from services.core_api.blackrose.case_tables import ReportRecord, ReportStatus
from services.core_api.blackrose.clock import report_due
from services.core_api.blackrose.moderation import Moderator, Object
from services.core_api.blackrose.notice_bodies import ReceiptView
from services.core_api.blackrose.page import Listing, Order, PageDependency, read_page
from services.core_api.blackrose.reading import hold_post, require_post
from services.core_api.blackrose.scope import actor_of, widen
from services.core_api.blackrose.visibility import hide, show_again
from services.core_api.blackrose.words import Note, Reason
from services.core_api.bodies import Body, View
from services.core_api.errors import NotFoundError, StateConflictError
from services.core_api.ports import PortsDependency

router = APIRouter()
_ORDER = Order(ReportRecord.reported_at, ReportRecord.id)


class NewReport(Body):
    """What is wrong with a post."""

    reason_code: Reason
    note: Note


class ReportReceipt(ReceiptView):
    """What the reporter is told."""

    due_at: datetime


class ReportView(View):
    """A report."""

    id: UUID
    post_id: UUID
    creator_id: UUID
    reporter_id: UUID | None
    reason_code: Reason
    note: str
    status: ReportStatus
    reported_at: datetime
    due_at: datetime
    decided_at: datetime | None


class ReportVerdict(StrEnum):
    """How a report ends; a hidden post is shown again by dismissing its report."""

    HIDDEN = "hidden"
    DISMISSED = "dismissed"


class ReportDecision(Body):
    """A decision with its reason."""

    decision: ReportVerdict
    reason_code: Reason
    note: Note | None = None


@router.post("/api/v1/blackrose/posts/{post_id}/reports", status_code=201)
async def report(
    post_id: UUID, body: NewReport, ports: PortsDependency, access: AccessDependency
) -> ReportReceipt:
    """Report a post that the sender can see."""
    now = ports.now()
    async with ports.database.transaction(access) as session:
        post = await require_post(session, access, post_id, now)
        await widen(session)  # Reports are the platform's; the reporter cannot read them.
        record = ReportRecord(
            post_id=post.id,
            creator_id=post.creator_id,
            reporter_id=actor_of(access),
            status=ReportStatus.OPEN.value,
            reported_at=now,
            due_at=report_due(now),
            reason_code=body.reason_code.value,
            note=body.note,
        )
        session.add(record)
        await session.flush()
        return ReportReceipt(id=record.id, received_at=now, due_at=record.due_at)


@router.get("/api/v1/blackrose/reports")
async def list_reports(
    page: PageDependency,
    ports: PortsDependency,
    access: AccessDependency,
    status: Annotated[ReportStatus | None, Query()] = None,
) -> Listing[ReportView]:
    """List reports, oldest first."""
    statement = select(ReportRecord)
    if status is not None:
        statement = statement.where(ReportRecord.status == status.value)
    async with ports.database.transaction(access) as session:
        return await read_page(session, statement, _ORDER, page, ReportView.model_validate)


@router.post("/api/v1/blackrose/reports/{report_id}/decide")
async def decide_report(
    report_id: UUID, body: ReportDecision, ports: PortsDependency, access: AccessDependency
) -> ReportView:
    """Hide the reported post, or dismiss the report."""
    now = ports.now()
    async with ports.database.transaction(access) as session:
        record = await session.get(ReportRecord, report_id)
        if record is None:
            raise NotFoundError("no such report")
        post = await hold_post(session, access, record.post_id)
        await session.refresh(record, with_for_update=True)
        if record.status in (body.decision, ReportStatus.DISMISSED):
            raise StateConflictError(f"the report is {record.status} already")
        record.status = ReportStatus(body.decision).value
        record.decided_at = now
        moderator = Moderator(session, access, now)
        moderator.record(
            body.decision, Object.REPORT, record.id, reason_code=body.reason_code, note=body.note
        )
        if body.decision is ReportVerdict.HIDDEN:
            hide([post], moderator, body.reason_code)
        await show_again([post], moderator)
        return ReportView.model_validate(record)
