"""Routes of screen time: the child starts and stops it, and everybody concerned sees the same.

Starting twice or stopping twice is what a phone does that lost the answer: it gets the same one.
"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from sqlalchemy import or_, select

from services.core_api.bodies import Moment
from services.core_api.errors import StateConflictError
from services.core_api.gypsycove.identifiers import new_id
from services.core_api.gypsycove.models import MemberRecord, ScreenSessionRecord
from services.core_api.gypsycove.pages import Page, PageDependency, read_page
from services.core_api.gypsycove.retention import delete_old_sessions, keep_since
from services.core_api.gypsycove.screen_bodies import NewSession, ScreenSession, ScreenTimeNow
from services.core_api.gypsycove.screen_state import find_open_session, judge_now
from services.core_api.gypsycove.screen_time import find_refusal
from services.core_api.gypsycove.work import FamilyWork, OpenWork

router = APIRouter()


@router.post(
    "/api/v1/gypsycove/members/{member_id}/sessions",
    status_code=201,
    responses={200: {"model": ScreenSession, "description": "it runs already"}},
)
async def start_session(
    member_id: UUID, body: NewSession, response: Response, open_work: OpenWork
) -> ScreenSession:
    """Start screen time; refused in downtime, and when no time is left."""
    async with open_work() as work:
        member = await work.own_member(member_id)
        await work.lock(member.id)
        running = await find_open_session(work, member)
        if running is not None:
            response.status_code = 200
            return _repeat(running, body)
        return ScreenSession.model_validate(await _start(work, member, body))


def _repeat(running: ScreenSessionRecord, body: NewSession) -> ScreenSession:
    if running.category != body.category:
        raise StateConflictError(f"screen time for {running.category} runs; stop it first")
    return ScreenSession.model_validate(running)


async def _start(work: FamilyWork, member: MemberRecord, body: NewSession) -> ScreenSessionRecord:
    await work.require_consent(member)
    refusal = find_refusal(await judge_now(work, member, is_running=False))
    if refusal is not None:
        raise StateConflictError(refusal)
    await delete_old_sessions(work, member.id)
    record = ScreenSessionRecord(
        id=new_id(work.now),
        family_id=member.family_id,
        member_id=member.id,
        category=body.category,
        started_at=work.now,
    )
    work.session.add(record)
    return record


@router.post("/api/v1/gypsycove/sessions/{session_id}/stop")
async def stop_session(session_id: UUID, open_work: OpenWork) -> ScreenSession:
    """Stop screen time, one's own or as a parent; stopping again changes nothing."""
    async with open_work() as work:
        record = await work.of_member(ScreenSessionRecord, session_id)
        if record.stopped_at is None:
            record.stopped_at = max(work.now, record.started_at)
        return ScreenSession.model_validate(record)


@router.get("/api/v1/gypsycove/members/{member_id}/sessions")
async def list_sessions(
    member_id: UUID,
    open_work: OpenWork,
    wanted: PageDependency,
    since: Annotated[Moment | None, Query(alias="from")] = None,
    until: Moment | None = None,
) -> Page[ScreenSession]:
    """List the sessions of the last 30 days that touch a stretch of time."""
    async with open_work() as work:
        member = await work.member(member_id)
        query = select(ScreenSessionRecord).where(
            ScreenSessionRecord.member_id == member.id,
            ScreenSessionRecord.started_at >= keep_since(work.now),
        )
        if since is not None:
            stopped = ScreenSessionRecord.stopped_at
            query = query.where(or_(stopped.is_(None), stopped > since))
        if until is not None:
            query = query.where(ScreenSessionRecord.started_at < until)
        records, after = await read_page(work, query, ScreenSessionRecord.id, wanted)
        items = [ScreenSession.model_validate(one) for one in records]
        return Page[ScreenSession](items=items, next=after)


@router.get("/api/v1/gypsycove/members/{member_id}/screen-time")
async def read_screen_time(member_id: UUID, open_work: OpenWork) -> ScreenTimeNow:
    """Judge the screen time of a member now."""
    async with open_work() as work:
        member = await work.member(member_id)
        running = await find_open_session(work, member)
        state = await judge_now(work, member, is_running=running is not None)
        fields = {name: getattr(state, name) for name in state.__slots__}
        open_id = None if running is None else running.id
        return ScreenTimeNow(member_id=member.id, open_session_id=open_id, **fields)
