"""Routes of what a family agrees for a member: the screen budget and the downtime."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy.dialects.postgresql import insert

from services.core_api.gypsycove.models import BudgetRecord, DowntimeRecord, MemberRecord
from services.core_api.gypsycove.screen_bodies import (
    Budget,
    BudgetContent,
    DayMinutes,
    Downtime,
    DowntimeContent,
    DowntimeWindow,
)
from services.core_api.gypsycove.work import FamilyWork, OpenWork

router = APIRouter()


@router.put("/api/v1/gypsycove/members/{member_id}/budget")
async def put_budget(member_id: UUID, body: BudgetContent, open_work: OpenWork) -> Budget:
    """Set the minutes per weekday, or that there is no limit."""
    async with open_work() as work:
        member = await work.member(member_id)
        minutes = None if body.minutes is None else body.minutes.model_dump()
        await _put(work, BudgetRecord, member, {"minutes": minutes or {}})
        return Budget(member_id=member.id, minutes=body.minutes)


@router.get("/api/v1/gypsycove/members/{member_id}/budget")
async def read_budget(member_id: UUID, open_work: OpenWork) -> Budget:
    """Read the minutes per weekday."""
    async with open_work() as work:
        member = await work.member(member_id)
        record = await work.session.get(BudgetRecord, member.id)
        is_set = record is not None and record.minutes
        minutes = DayMinutes.model_validate(record.minutes) if record and is_set else None
        return Budget(member_id=member.id, minutes=minutes)


@router.put("/api/v1/gypsycove/members/{member_id}/downtime")
async def put_downtime(member_id: UUID, body: DowntimeContent, open_work: OpenWork) -> Downtime:
    """Set all times without screens."""
    async with open_work() as work:
        member = await work.member(member_id)
        windows = [one.model_dump(by_alias=True) for one in body.windows]
        await _put(work, DowntimeRecord, member, {"windows": windows})
        return Downtime(member_id=member.id, windows=body.windows)


@router.get("/api/v1/gypsycove/members/{member_id}/downtime")
async def read_downtime(member_id: UUID, open_work: OpenWork) -> Downtime:
    """Read all times without screens."""
    async with open_work() as work:
        member = await work.member(member_id)
        record = await work.session.get(DowntimeRecord, member.id)
        found = [] if record is None else record.windows
        windows = [DowntimeWindow.model_validate(one) for one in found]
        return Downtime(member_id=member.id, windows=windows)


async def _put(
    work: FamilyWork,
    kind: type[BudgetRecord] | type[DowntimeRecord],
    member: MemberRecord,
    content: dict[str, Any],
) -> None:
    """Write the one record of a member; the later of two writers wins."""
    values = {**content, "updated_at": work.now}
    statement = insert(kind).values(member_id=member.id, family_id=member.family_id, **values)
    await work.session.execute(
        statement.on_conflict_do_update(index_elements=["member_id"], set_=values)
    )
