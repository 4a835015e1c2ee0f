"""Routes of extra time: a member asks, a parent decides, or riven by the family's rule."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response
from sqlalchemy import ColumnElement, func, select

from services.core_api.access.actors import Role
from services.core_api.errors import StateConflictError
from services.core_api.gypsycove.days import day_of, span_of_day
from services.core_api.gypsycove.decisions import (
    AgentRule,
    Decision,
    Request,
    must_decide,
    request_status,
)
from services.core_api.gypsycove.identifiers import new_id
from services.core_api.gypsycove.models import ExtraTimeRecord, MemberRecord
from services.core_api.gypsycove.pages import Page, PageDependency, read_page
from services.core_api.gypsycove.screen_bodies import (
    Approval,
    DecisionNote,
    ExtraTime,
    ExtraTimeStatus,
    NewExtraTime,
)
from services.core_api.gypsycove.screen_state import read_zone
from services.core_api.gypsycove.work import FamilyWork, OpenWork

router = APIRouter()
_NO_NOTE = DecisionNote()
_AS_ASKED = Approval()


def _view(work: FamilyWork, record: ExtraTimeRecord) -> ExtraTime:
    fields: dict[str, Any] = {name: getattr(record, name) for name in ExtraTime.model_fields}
    fields["status"] = request_status(record.status, record.expires_at, work.now)
    return ExtraTime(**fields)


@router.post(
    "/api/v1/gypsycove/members/{member_id}/extra-time",
    status_code=201,
    responses={200: {"model": ExtraTime, "description": "it was asked already"}},
)
async def ask_extra_time(
    member_id: UUID, body: NewExtraTime, response: Response, open_work: OpenWork
) -> ExtraTime:
    """Ask for more minutes today; one request at a time, asked again it stays one."""
    async with open_work() as work:
        member = await work.own_member(member_id)
        await work.require_consent(member)
        await work.lock(member.id)
        day = day_of(work.now, await read_zone(work, member))
        query = select(ExtraTimeRecord).where(
            ExtraTimeRecord.member_id == member.id,
            ExtraTimeRecord.day == day,
            ExtraTimeRecord.status == "open",
        )
        found = await work.session.scalar(query)
        if found is None:
            return _view(work, await _ask(work, member, body))
        if (found.minutes, found.reason) != (body.minutes, body.reason):
            raise StateConflictError("another request is open; wait until it is decided")
        response.status_code = 200
        return _view(work, found)


async def _ask(work: FamilyWork, member: MemberRecord, body: NewExtraTime) -> ExtraTimeRecord:
    zone = await read_zone(work, member)
    day = day_of(work.now, zone)
    record = ExtraTimeRecord(
        id=new_id(work.now),
        family_id=member.family_id,
        member_id=member.id,
        minutes=body.minutes,
        reason=body.reason,
        day=day,
        expires_at=span_of_day(day, zone).stop,
        status="open",
        requested_at=work.now,
        decision_note="",
    )
    work.session.add(record)
    return record


@router.get("/api/v1/gypsycove/families/{family_id}/extra-time")
async def list_extra_time(
    family_id: UUID,
    open_work: OpenWork,
    wanted: PageDependency,
    status: ExtraTimeStatus | None = None,
) -> Page[ExtraTime]:
    """List requests: parents see those of the family, others their own."""
    async with open_work() as work:
        family = await work.family(family_id)
        query = select(ExtraTimeRecord).where(
            ExtraTimeRecord.family_id == family.id, work.in_reach(ExtraTimeRecord.member_id)
        )
        if status is not None:
            query = query.where(*_has_status(work, status))
        records, after = await read_page(work, query, ExtraTimeRecord.id, wanted)
        return Page[ExtraTime](items=[_view(work, one) for one in records], next=after)


@router.get("/api/v1/gypsycove/extra-time/{request_id}")
async def read_extra_time(request_id: UUID, open_work: OpenWork) -> ExtraTime:
    """Read one request."""
    async with open_work() as work:
        return _view(work, await work.of_member(ExtraTimeRecord, request_id))


@router.post("/api/v1/gypsycove/extra-time/{request_id}/approve")
async def approve_extra_time(
    request_id: UUID, open_work: OpenWork, body: Approval = _AS_ASKED
) -> ExtraTime:
    """Approve a request, with other minutes than asked if a parent says so; again is no change."""
    async with open_work() as work:
        return await _decide(work, request_id, Decision("approved", body.minutes), body.note)


@router.post("/api/v1/gypsycove/extra-time/{request_id}/deny")
async def deny_extra_time(
    request_id: UUID, open_work: OpenWork, body: DecisionNote = _NO_NOTE
) -> ExtraTime:
    """Deny a request; denying it again changes nothing."""
    async with open_work() as work:
        return await _decide(work, request_id, Decision("denied"), body.note)


async def _decide(work: FamilyWork, request_id: UUID, wanted: Decision, note: str) -> ExtraTime:
    record = await work.of_member(ExtraTimeRecord, request_id)
    await work.lock(record.member_id)
    request = Request(record.status, record.minutes, record.expires_at, record.granted_minutes)
    if must_decide(request, wanted, work.now, await _rule(work, record)):
        record.status = wanted.status
        if wanted.status == "approved":
            record.granted_minutes = wanted.minutes or record.minutes
        record.decided_by = work.actor
        record.decided_at = work.now
        record.decision_note = note
    return _view(work, record)


async def _rule(work: FamilyWork, record: ExtraTimeRecord) -> AgentRule | None:
    """Read what limits an agent; nothing limits a person."""
    if work.access.principal.role is not Role.AGENT:
        return None
    family = await work.family(record.family_id)
    decided = select(func.sum(ExtraTimeRecord.granted_minutes)).where(
        ExtraTimeRecord.member_id == record.member_id,
        ExtraTimeRecord.day == record.day,
        ExtraTimeRecord.status == "approved",
        ExtraTimeRecord.decided_by == work.actor,
    )
    return AgentRule(family.auto_decide_minutes, await work.first(decided))


def _has_status(work: FamilyWork, status: ExtraTimeStatus) -> tuple[ColumnElement[bool], ...]:
    if status == "open":
        return ExtraTimeRecord.status == "open", ExtraTimeRecord.expires_at > work.now
    if status == "expired":
        return ExtraTimeRecord.status == "open", ExtraTimeRecord.expires_at <= work.now
    return (ExtraTimeRecord.status == status,)
