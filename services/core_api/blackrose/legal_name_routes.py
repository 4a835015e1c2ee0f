"""The legal name behind a pseudonym: sealed, apart, and every reading of it on record."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy import select

from services.core_api.access.enforcement import AccessDependency
from services.core_api.blackrose.creator_tables import LegalNameRecord, PrivateReadRecord
from services.core_api.blackrose.page import Listing, Order, PageDependency, read_page
from services.core_api.blackrose.private_read import CipherDependency, Private, record_private_read
from services.core_api.blackrose.scope import require_creator
from services.core_api.bodies import Body, Line, View
from services.core_api.errors import NotFoundError
from services.core_api.ports import PortsDependency

router = APIRouter()
_ORDER = Order(PrivateReadRecord.at, PrivateReadRecord.id)


class LegalName(Body):
    """The name behind the pseudonym."""

    legal_name: Line


class LegalNameView(View):
    """The name behind the pseudonym; whoever gets this is on record."""

    creator_id: UUID
    legal_name: str
    updated_at: datetime


class PrivateReadView(View):
    """Who read something private."""

    id: UUID
    creator_id: UUID
    at: datetime
    actor_id: UUID
    actor_role: str
    what: Private


@router.put("/api/v1/blackrose/creators/{creator_id}/legal-name", status_code=204)
async def write_legal_name(
    creator_id: UUID,
    body: LegalName,
    ports: PortsDependency,
    access: AccessDependency,
    cipher: CipherDependency,
) -> None:
    """Set the legal name; the answer does not repeat it."""
    sealed = cipher.seal(body.legal_name, Private.LEGAL_NAME.place_of(creator_id))
    async with ports.database.transaction(access) as session:
        await require_creator(session, access, creator_id)
        record = LegalNameRecord(creator_id=creator_id, sealed=sealed, updated_at=ports.now())
        await session.merge(record)


@router.get("/api/v1/blackrose/creators/{creator_id}/legal-name")
async def read_legal_name(
    creator_id: UUID, ports: PortsDependency, access: AccessDependency, cipher: CipherDependency
) -> LegalNameView:
    """Read the legal name, and record who did."""
    async with ports.database.transaction(access) as session:
        await require_creator(session, access, creator_id)
        record = await session.get(LegalNameRecord, creator_id)
        if record is None:
            raise NotFoundError("this creator has stored no legal name")
        record_private_read(session, access, creator_id, Private.LEGAL_NAME, ports.now())
        return LegalNameView(
            creator_id=creator_id,
            legal_name=cipher.unseal(record.sealed, Private.LEGAL_NAME.place_of(creator_id)),
            updated_at=record.updated_at,
        )


@router.get("/api/v1/blackrose/creators/{creator_id}/legal-name-accesses")
async def list_private_reads(
    creator_id: UUID, page: PageDependency, ports: PortsDependency, access: AccessDependency
) -> Listing[PrivateReadView]:
    """List who read the legal name, or a counter-notice that contains it."""
    async with ports.database.transaction(access) as session:
        await require_creator(session, access, creator_id)
        statement = select(PrivateReadRecord).where(PrivateReadRecord.creator_id == creator_id)
        return await read_page(session, statement, _ORDER, page, PrivateReadView.model_validate)
