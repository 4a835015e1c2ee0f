"""Messages for later: each is sent once, whoever runs the due ones and however often.

Claiming, keeping and marking are one transaction: rows that another run holds are passed over, and
a run that fails has sent nothing.
"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from sqlalchemy import Select, select

from services.core_api.access.actors import Reach
from services.core_api.access.enforcement import AccessDependency
from services.core_api.access.principal import Access
from services.core_api.errors import ForbiddenError, NotFoundError, StateConflictError
from services.core_api.messages.bodies import (
    PAGE_DEFAULT,
    AfterId,
    AnnouncementView,
    Listing,
    MessageView,
    NewAnnouncement,
    PageLimit,
    RunResult,
)
from services.core_api.messages.models import AnnouncementRecord
from services.core_api.messages.posting import keep, make_record, sender_of, tell
from services.core_api.messages.standing import opened_room
from services.core_api.ports import PortsDependency
from services.relay_contract.rooms import parse_room

router = APIRouter()
_BATCH = 100
_PATH = "/api/v1/messages/announcements"
_Status = Annotated[str | None, Query(pattern="^(scheduled|sent|cancelled)$")]


@router.post(_PATH, status_code=201)
async def plan_announcement(
    body: NewAnnouncement, ports: PortsDependency, access: AccessDependency
) -> AnnouncementView:
    """Plan a message for a room."""
    async with opened_room(ports, access, parse_room(body.room), body.platform) as opened:
        if not opened.standing.announce:
            raise ForbiddenError("you may not announce in this room")
        record = AnnouncementRecord(
            platform=opened.platform,
            room=opened.room.name,
            text=body.text,
            send_at=body.send_at,
            status="scheduled",
            created_by=sender_of(access.principal)[0],
            created_at=ports.now(),
        )
        opened.session.add(record)
        await opened.session.flush()
        return AnnouncementView.model_validate(record)


@router.get(_PATH)
async def list_announcements(
    ports: PortsDependency,
    access: AccessDependency,
    limit: PageLimit = PAGE_DEFAULT,
    after: AfterId = None,
    status: _Status = None,
) -> Listing[AnnouncementView]:
    """List planned and sent announcements by their ids."""
    query = _within_reach(access).order_by(AnnouncementRecord.id).limit(limit + 1)
    if after is not None:
        query = query.where(AnnouncementRecord.id > after)
    if status is not None:
        query = query.where(AnnouncementRecord.status == status)
    async with ports.database.transaction(access) as session:
        rows = (await session.scalars(query)).all()
    items = [AnnouncementView.model_validate(row) for row in rows[:limit]]
    return Listing(items=items, next=str(items[-1].id) if len(rows) > limit else None)


@router.post(_PATH + "/run-due")
async def run_due(ports: PortsDependency, access: AccessDependency) -> RunResult:
    """Send what is due."""
    now = ports.now()
    due = (
        select(AnnouncementRecord)
        .where(AnnouncementRecord.status == "scheduled", AnnouncementRecord.send_at <= now)
        .order_by(AnnouncementRecord.send_at, AnnouncementRecord.id)
        .limit(_BATCH)
        .with_for_update(skip_locked=True)
    )
    sent: list[tuple[str, MessageView]] = []
    items: list[AnnouncementView] = []
    async with ports.database.transaction(access) as session:
        for record in (await session.scalars(due)).all():
            message = make_record(
                parse_room(record.room),
                record.platform,
                access.principal,
                text=record.text,
                kind="announcement",
                at=now,
            )
            view = await keep(session, message)
            record.status, record.message_id = "sent", view.id
            await session.flush()
            sent.append((record.platform, view))
            items.append(AnnouncementView.model_validate(record))
    return RunResult(items=items, relayed=await tell(ports, sent))


@router.post(_PATH + "/{announcement_id}/cancel")
async def cancel_announcement(
    announcement_id: UUID, ports: PortsDependency, access: AccessDependency
) -> AnnouncementView:
    """Cancel what is not sent yet."""
    query = _within_reach(access).where(AnnouncementRecord.id == announcement_id)
    async with ports.database.transaction(access) as session:
        record = await session.scalar(query.with_for_update())
        if record is None:
            raise NotFoundError("no such announcement")
        if record.status != "scheduled":
            raise StateConflictError(f"the announcement is {record.status}")
        record.status = "cancelled"
        await session.flush()
        return AnnouncementView.model_validate(record)


def _within_reach(access: Access) -> Select[AnnouncementRecord]:
    query = select(AnnouncementRecord)
    if access.reach is Reach.ALL:
        return query
    return query.where(AnnouncementRecord.platform == access.principal.platform.value)
