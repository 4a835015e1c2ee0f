"""Routes of check-ins: a parent plans, the member ticks off, riven escalates what is overdue."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy import ColumnElement, select

from services.core_api.errors import NotFoundError
from services.core_api.gypsycove.decisions import CheckIn as CheckInState
from services.core_api.gypsycove.decisions import check_in_status, must_escalate
from services.core_api.gypsycove.identifiers import new_id
from services.core_api.gypsycove.models import CheckInRecord
from services.core_api.gypsycove.pages import Page, PageDependency, read_page
from services.core_api.gypsycove.screen_bodies import CheckIn, CheckInStatus, NewCheckIn
from services.core_api.gypsycove.work import FamilyWork, OpenWork

router = APIRouter()


def state_of(record: CheckInRecord) -> CheckInState:
    """Return what the rules need of a record."""
    after = timedelta(minutes=record.escalate_after_minutes)
    return CheckInState(record.due_at, after, record.done_at, record.escalated_at)


def _view(work: FamilyWork, record: CheckInRecord) -> CheckIn:
    names = CheckIn.model_fields.keys() - {"status"}
    fields: dict[str, Any] = {name: getattr(record, name) for name in names}
    return CheckIn(**fields, status=check_in_status(state_of(record), work.now))


@router.post("/api/v1/gypsycove/families/{family_id}/check-ins", status_code=201)
async def plan_check_in(family_id: UUID, body: NewCheckIn, open_work: OpenWork) -> CheckIn:
    """Agree on a sign of life of one member."""
    async with open_work() as work:
        family = await work.family(family_id)
        member = await work.member(body.member_id)
        if member.family_id != family.id:
            raise NotFoundError("there is no such member in this family")
        await work.require_consent(member)
        record = CheckInRecord(
            id=new_id(work.now), family_id=family.id, created_at=work.now, **body.model_dump()
        )
        work.session.add(record)
        return _view(work, record)


@router.get("/api/v1/gypsycove/families/{family_id}/check-ins")
async def list_check_ins(
    family_id: UUID,
    open_work: OpenWork,
    wanted: PageDependency,
    status: CheckInStatus | None = None,
) -> Page[CheckIn]:
    """List check-ins: parents see those of the family, others their own."""
    async with open_work() as work:
        family = await work.family(family_id)
        query = select(CheckInRecord).where(
            CheckInRecord.family_id == family.id, work.in_reach(CheckInRecord.member_id)
        )
        if status is not None:
            query = query.where(*_has_status(work, status))
        records, after = await read_page(work, query, CheckInRecord.id, wanted)
        return Page[CheckIn](items=[_view(work, one) for one in records], next=after)


@router.post("/api/v1/gypsycove/check-ins/{check_in_id}/done")
async def finish_check_in(check_in_id: UUID, open_work: OpenWork) -> CheckIn:
    """Give the sign of life oneself, late or not; giving it again changes nothing."""
    async with open_work() as work:
        record = await work.of_member(CheckInRecord, check_in_id)
        await work.own_member(record.member_id)
        if record.done_at is None:
            record.done_at = work.now
        return _view(work, record)


@router.post("/api/v1/gypsycove/check-ins/{check_in_id}/escalate")
async def escalate_check_in(check_in_id: UUID, open_work: OpenWork) -> CheckIn:
    """Record that a check-in is overdue and its people were told; again changes nothing."""
    async with open_work() as work:
        record = await work.of_member(CheckInRecord, check_in_id)
        if must_escalate(state_of(record), work.now):
            record.escalated_at = work.now
        return _view(work, record)


def _has_status(work: FamilyWork, status: CheckInStatus) -> tuple[ColumnElement[bool], ...]:
    is_done = CheckInRecord.done_at.is_not(None)
    is_escalated = CheckInRecord.escalated_at.is_not(None)
    is_due = CheckInRecord.due_at <= work.now
    conditions: dict[CheckInStatus, tuple[ColumnElement[bool], ...]] = {
        "done": (is_done,),
        "escalated": (~is_done, is_escalated),
        "overdue": (~is_done, ~is_escalated, is_due),
        "planned": (~is_done, ~is_escalated, ~is_due),
    }
    return conditions[status]
