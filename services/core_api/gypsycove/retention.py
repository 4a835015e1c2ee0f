"""The retention of screen sessions: 30 days, then they are deleted.

Deleted by riven's daily run for all families, and by each member's next start for its own; what is
older and still there is not shown.
"""

from datetime import datetime, timedelta
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy import delete

from services.core_api.gypsycove.models import ScreenSessionRecord
from services.core_api.gypsycove.screen_bodies import RetentionRun
from services.core_api.gypsycove.work import FamilyWork, OpenWork

RETENTION = timedelta(days=30)
"""Amended COPPA asks for a written limit; 30 days are the platform's."""
router = APIRouter()


def keep_since(now: datetime) -> datetime:
    """Return the time before whose sessions nothing is kept."""
    return now - RETENTION


async def delete_old_sessions(work: FamilyWork, member_id: UUID | None = None) -> int:
    """Delete what is too old, of one member or of all in reach, and return how many."""
    statement = delete(ScreenSessionRecord).where(
        ScreenSessionRecord.started_at < keep_since(work.now)
    )
    if member_id is not None:
        statement = statement.where(ScreenSessionRecord.member_id == member_id)
    done = await work.session.execute(statement.returning(ScreenSessionRecord.id))
    return len(done.all())


@router.post("/api/v1/gypsycove/retention/run")
async def run_retention(open_work: OpenWork) -> RetentionRun:
    """Delete the old sessions of all families."""
    async with open_work() as work:
        deleted = await delete_old_sessions(work)
        return RetentionRun(deleted_sessions=deleted, kept_since=keep_since(work.now))
