"""Route of the weekly report: per member screen time, extra time and check-ins."""

from collections import Counter
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from sqlalchemy import or_, select

from services.core_api.errors import NotFoundError
from services.core_api.gypsycove.check_ins import state_of
from services.core_api.gypsycove.days import zone_of
from services.core_api.gypsycove.decisions import check_in_status, request_status
from services.core_api.gypsycove.models import (
    CheckInRecord,
    ExtraTimeRecord,
    FamilyRecord,
    MemberRecord,
    ScreenSessionRecord,
)
from services.core_api.gypsycove.retention import keep_since
from services.core_api.gypsycove.screen_bodies import CategoryMinutes, MemberWeek, WeeklyReport
from services.core_api.gypsycove.screen_state import span_of
from services.core_api.gypsycove.weeks import Week, minutes_by_day, parse_week
from services.core_api.gypsycove.work import FamilyWork, OpenWork

router = APIRouter()
WeekName = Annotated[str, Query(pattern=r"^2[01][0-9]{2}-W(0[1-9]|[1-4][0-9]|5[0-3])$")]


@router.get("/api/v1/gypsycove/families/{family_id}/weekly-report")
async def read_weekly_report(family_id: UUID, week: WeekName, open_work: OpenWork) -> WeeklyReport:
    """Report a week of the family: to parents on all members, to others on themselves."""
    async with open_work() as work:
        family = await work.family(family_id)
        days = _require_week(week, family)
        members = select(MemberRecord).where(
            MemberRecord.family_id == family.id, work.in_reach(MemberRecord.id)
        )
        found = (await work.session.scalars(members.order_by(MemberRecord.id))).all()
        is_kept = days.span.start >= keep_since(work.now)
        return WeeklyReport(
            family_id=family.id,
            week=week,
            time_zone=family.time_zone,
            first_day=days.first_day,
            last_day=days.last_day,
            is_complete=is_kept and days.span.stop <= work.now,
            members=[await _read_member_week(work, member, days) for member in found],
        )


def _require_week(name: str, family: FamilyRecord) -> Week:
    try:
        return parse_week(name, zone_of(family.time_zone))
    except ValueError as error:
        raise NotFoundError("that year has no such week") from error


async def _read_member_week(work: FamilyWork, member: MemberRecord, week: Week) -> MemberWeek:
    used = await _read_used(work, member, week)
    requests = await _read_requests(work, member, week)
    statuses = [request_status(one.status, one.expires_at, work.now) for one in requests]
    check_ins = await _read_check_ins(work, member, week)
    return MemberWeek(
        member_id=member.id,
        display_name=member.display_name,
        used=used,
        used_minutes=sum(one.minutes for one in used),
        extra_time=Counter(statuses),
        granted_extra_minutes=sum(one.granted_minutes or 0 for one in requests),
        check_ins=Counter(check_in_status(state_of(one), work.now) for one in check_ins),
    )


async def _read_used(work: FamilyWork, member: MemberRecord, week: Week) -> list[CategoryMinutes]:
    stopped = ScreenSessionRecord.stopped_at
    query = select(ScreenSessionRecord).where(
        ScreenSessionRecord.member_id == member.id,
        ScreenSessionRecord.started_at >= keep_since(work.now),
        ScreenSessionRecord.started_at < week.span.stop,
        or_(stopped.is_(None), stopped > week.span.start),
    )
    spans = [(one.category, span_of(one, work.now)) for one in await work.session.scalars(query)]
    return [
        CategoryMinutes.model_validate({"day": day, "category": category, "minutes": minutes})
        for day, category, minutes in minutes_by_day(spans, week)
    ]


async def _read_requests(
    work: FamilyWork, member: MemberRecord, week: Week
) -> list[ExtraTimeRecord]:
    query = select(ExtraTimeRecord).where(
        ExtraTimeRecord.member_id == member.id,
        ExtraTimeRecord.day.between(week.first_day, week.last_day),
    )
    return list(await work.session.scalars(query))


async def _read_check_ins(
    work: FamilyWork, member: MemberRecord, week: Week
) -> list[CheckInRecord]:
    query = select(CheckInRecord).where(
        CheckInRecord.member_id == member.id,
        CheckInRecord.due_at >= week.span.start,
        CheckInRecord.due_at < week.span.stop,
    )
    return list(await work.session.scalars(query))
