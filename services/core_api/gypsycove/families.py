"""Routes of families: create, read, set up, export and delete them."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from sqlalchemy import select

from services.core_api.access.actors import Reach
from services.core_api.bodies import Line
from services.core_api.errors import StateConflictError
from services.core_api.gypsycove.family_bodies import (
    DeletedFamily,
    Family,
    FamilyChange,
    NewFamily,
)
from services.core_api.gypsycove.family_data import FamilyExport, count_rows, export_rows
from services.core_api.gypsycove.identifiers import new_id
from services.core_api.gypsycove.models import FamilyRecord
from services.core_api.gypsycove.pages import Page, PageDependency, read_page
from services.core_api.gypsycove.work import OpenWork
from services.core_api.identity import door as identity
from services.core_api.messages import door as messages
from services.core_api.ports import PortsDependency

router = APIRouter()


@router.post("/api/v1/gypsycove/families", status_code=201)
async def create_family(body: NewFamily, open_work: OpenWork) -> Family:
    """Create a family without members."""
    async with open_work() as work:
        record = FamilyRecord(id=new_id(work.now), created_at=work.now, **body.model_dump())
        work.session.add(record)
        return Family.model_validate(record)


@router.get("/api/v1/gypsycove/families")
async def list_families(open_work: OpenWork, wanted: PageDependency) -> Page[Family]:
    """List the families in reach: one's own, or all."""
    async with open_work() as work:
        query = select(FamilyRecord)
        if work.access.reach is not Reach.ALL:
            own = UUID(work.access.principal.family) if work.access.principal.family else None
            query = query.where(FamilyRecord.id == own)
        records, after = await read_page(work, query, FamilyRecord.id, wanted)
        return Page[Family](items=[Family.model_validate(one) for one in records], next=after)


@router.get("/api/v1/gypsycove/families/{family_id}")
async def read_family(family_id: UUID, open_work: OpenWork) -> Family:
    """Read one family."""
    async with open_work() as work:
        return Family.model_validate(await work.family(family_id))


@router.patch("/api/v1/gypsycove/families/{family_id}")
async def change_family(family_id: UUID, body: FamilyChange, open_work: OpenWork) -> Family:
    """Change the name, the time zone, or what riven may decide."""
    async with open_work() as work:
        record = await work.family(family_id)
        for name, value in body.model_dump(exclude_none=True).items():
            setattr(record, name, value)
        return Family.model_validate(record)


@router.get("/api/v1/gypsycove/families/{family_id}/export")
async def export_family(family_id: UUID, open_work: OpenWork) -> FamilyExport:
    """Return everything that is recorded about a family."""
    async with open_work() as work:
        family = await work.family(family_id)
        records = await export_rows(work.session, family.id)
        records["message"] = await messages.export_family(work.session, family.id)
        return FamilyExport(family_id=family.id, exported_at=work.now, records=records)


@router.delete("/api/v1/gypsycove/families/{family_id}")
async def delete_family(
    family_id: UUID,
    confirm: Annotated[Line, Query()],
    open_work: OpenWork,
    ports: PortsDependency,
) -> DeletedFamily:
    """Delete everything recorded about a family, its messages and logins too; confirm its name."""
    async with open_work() as work:
        await work.lock(family_id)
        family = await work.family(family_id)
        if confirm != family.name:
            raise StateConflictError("confirm is not the name of the family; write it exactly")
        rows = await count_rows(work.session, family.id)
        await work.pass_policies()
        await identity.withdraw_invitations(work.session, family.id)
        await work.session.refresh(family, with_for_update=True)  # nobody takes one up from here on
        await identity.end_logins(ports, work.session, family.id)
        await messages.delete_family(work.session, family.id)
        await work.session.delete(family)
        return DeletedFamily(family_id=family.id, rows=rows)
