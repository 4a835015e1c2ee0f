"""Read what the judgement of a member's screen time needs, and judge it."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, or_, select

from agents.contract.screen_time import parse_windows
from services.core_api.gypsycove.days import Span, day_of, span_of_day, zone_of
from services.core_api.gypsycove.models import (
    BudgetRecord,
    DowntimeRecord,
    ExtraTimeRecord,
    MemberRecord,
    ScreenSessionRecord,
)
from services.core_api.gypsycove.screen_time import Agreement, ScreenTime, judge
from services.core_api.gypsycove.work import FamilyWork


async def find_open_session(work: FamilyWork, member: MemberRecord) -> ScreenSessionRecord | None:
    """Read the session of a member that runs."""
    query = select(ScreenSessionRecord).where(
        ScreenSessionRecord.member_id == member.id, ScreenSessionRecord.stopped_at.is_(None)
    )
    return await work.session.scalar(query)


async def read_zone(work: FamilyWork, member: MemberRecord) -> ZoneInfo:
    """Read the time zone of a member's family."""
    return zone_of((await work.family(member.family_id)).time_zone)


async def judge_now(work: FamilyWork, member: MemberRecord, *, is_running: bool) -> ScreenTime:
    """Judge the screen time of a member at the time of this work."""
    zone = await read_zone(work, member)
    day = day_of(work.now, zone)
    extra = select(func.sum(ExtraTimeRecord.granted_minutes)).where(
        ExtraTimeRecord.member_id == member.id,
        ExtraTimeRecord.day == day,
        ExtraTimeRecord.status == "approved",
    )
    return judge(
        work.now,
        zone,
        await _read_agreement(work, member),
        await _read_spans(work, member, span_of_day(day, zone)),
        await work.first(extra),
        is_running=is_running,
    )


def span_of(record: ScreenSessionRecord, now: datetime) -> Span:
    """Return the time of a session; an open one runs until now."""
    return Span(record.started_at, record.stopped_at or now)


async def _read_agreement(work: FamilyWork, member: MemberRecord) -> Agreement:
    budget = await work.session.get(BudgetRecord, member.id)
    downtime = await work.session.get(DowntimeRecord, member.id)
    return Agreement(
        budget=budget.minutes or None if budget else None,
        windows=parse_windows(downtime.windows) if downtime else (),
    )


async def _read_spans(work: FamilyWork, member: MemberRecord, day: Span) -> list[Span]:
    stopped = ScreenSessionRecord.stopped_at
    query = select(ScreenSessionRecord).where(
        ScreenSessionRecord.member_id == member.id,
        ScreenSessionRecord.started_at < day.stop,
        or_(stopped.is_(None), stopped > day.start),
    )
    return [span_of(one, work.now) for one in await work.session.scalars(query)]
