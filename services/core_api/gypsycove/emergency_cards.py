"""Routes of the emergency card: one per family, written by its parents, read by all of it."""

from uuid import UUID

from fastapi import APIRouter
from sqlalchemy.dialects.postgresql import insert

from services.core_api.gypsycove.family_bodies import CardContent, EmergencyCard
from services.core_api.gypsycove.models import EmergencyCardRecord
from services.core_api.gypsycove.work import OpenWork

router = APIRouter()


@router.put("/api/v1/gypsycove/families/{family_id}/emergency-card")
async def put_emergency_card(
    family_id: UUID, body: CardContent, open_work: OpenWork
) -> EmergencyCard:
    """Write the whole card; the later of two writers wins."""
    async with open_work() as work:
        family = await work.family(family_id)
        values = {**body.model_dump(mode="json"), "updated_at": work.now}
        statement = insert(EmergencyCardRecord).values(family_id=family.id, **values)
        await work.session.execute(
            statement.on_conflict_do_update(index_elements=["family_id"], set_=values)
        )
        return EmergencyCard(family_id=family.id, **values)


@router.get("/api/v1/gypsycove/families/{family_id}/emergency-card")
async def read_emergency_card(family_id: UUID, open_work: OpenWork) -> EmergencyCard:
    """Read the card; an empty one if nobody wrote it yet."""
    async with open_work() as work:
        family = await work.family(family_id)
        record = await work.session.get(EmergencyCardRecord, family.id)
        if record is not None:
            return EmergencyCard.model_validate(record)
        empty = CardContent().model_dump()
        return EmergencyCard(family_id=family.id, updated_at=None, **empty)
