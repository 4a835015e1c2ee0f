"""The moderation log, to be read; nothing here writes it."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from sqlalchemy import select

from services.core_api.access.enforcement import AccessDependency
from services.core_api.blackrose.case_tables import ModerationRecord
from services.core_api.blackrose.moderation import Object
from services.core_api.blackrose.page import Listing, Order, PageDependency, read_page
from services.core_api.blackrose.words import Reason
from services.core_api.bodies import View
from services.core_api.ports import PortsDependency

router = APIRouter()
_OLDEST_FIRST = Order(ModerationRecord.at, ModerationRecord.id)
_NEWEST_FIRST = Order(ModerationRecord.at, ModerationRecord.id, newest_first=True)


class ModerationView(View):
    """What was done, by whom and why."""

    id: UUID
    at: datetime
    actor_id: UUID | None
    """Null for what came in through a public form."""
    action: str
    object_kind: Object
    object_id: UUID
    reason_code: Reason | None
    note: str | None


@router.get("/api/v1/blackrose/moderation-log")
async def list_moderation(
    page: PageDependency,
    ports: PortsDependency,
    access: AccessDependency,
    object_id: UUID | None = None,
    order: Annotated[Literal["oldest", "newest"], Query()] = "oldest",
) -> Listing[ModerationView]:
    """List what was done, the oldest or the newest first."""
    wanted = _NEWEST_FIRST if order == "newest" else _OLDEST_FIRST
    statement = select(ModerationRecord)
    if object_id is not None:
        statement = statement.where(ModerationRecord.object_id == object_id)
    async with ports.database.transaction(access) as session:
        return await read_page(session, statement, wanted, page, ModerationView.model_validate)
