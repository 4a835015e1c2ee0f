"""Codes that entitle whoever redeems them first; only their hashes are stored.

A wrong, a used and an expired code are one answer: a code tells nothing but that it works.
"""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field
from sqlalchemy import select

from services.core_api.access.enforcement import AccessDependency
from services.core_api.blackrose.entitlement_routes import EntitlementView
from services.core_api.blackrose.member_tables import EntitlementRecord, InvitationRecord, Source
from services.core_api.blackrose.page import Listing, Order, PageDependency, read_page
from services.core_api.blackrose.scope import actor_of, require_creator, require_tier, widen
from services.core_api.blackrose.words import Reference
from services.core_api.bodies import Body, Moment, View
from services.core_api.errors import NotFoundError, StateConflictError
from services.core_api.ports import PortsDependency

router = APIRouter()
_ORDER = Order(InvitationRecord.created_at, InvitationRecord.id)
_CODE_BYTES = 24
"""192 random bits: nobody guesses one."""
Days = Annotated[int, Field(ge=1, le=366)]


class NewInvitation(Body):
    """A code for one member."""

    tier_id: UUID
    expires_at: Moment
    """Until when the code can be redeemed."""
    days: Days | None = None
    """How long the entitlement lasts; without, until it is revoked."""


class InvitationView(View):
    """An invitation; its code is not known here."""

    id: UUID
    creator_id: UUID
    tier_id: UUID
    days: int | None
    created_at: datetime
    expires_at: datetime
    redeemed_at: datetime | None


class CodeView(InvitationView):
    """A new invitation with its code, which is shown this once."""

    code: str


class Redemption(Body):
    """A code."""

    code: Reference


@router.post("/api/v1/blackrose/creators/{creator_id}/tier-invitations", status_code=201)
async def invite(
    creator_id: UUID, body: NewInvitation, ports: PortsDependency, access: AccessDependency
) -> CodeView:
    """Make a code."""
    now = ports.now()
    if body.expires_at <= now:
        raise StateConflictError("expires_at has passed; name a later time")
    code = secrets.token_urlsafe(_CODE_BYTES)
    async with ports.database.transaction(access) as session:
        await require_creator(session, access, creator_id)
        await require_tier(session, creator_id, body.tier_id)
        record = InvitationRecord(
            creator_id=creator_id, code_sha256=_hash(code), created_at=now, **body.model_dump()
        )
        session.add(record)
        await session.flush()
        return CodeView(code=code, **InvitationView.model_validate(record).model_dump())


@router.get("/api/v1/blackrose/creators/{creator_id}/tier-invitations")
async def list_invitations(
    creator_id: UUID, page: PageDependency, ports: PortsDependency, access: AccessDependency
) -> Listing[InvitationView]:
    """List the invitations of one creator, oldest first."""
    async with ports.database.transaction(access) as session:
        await require_creator(session, access, creator_id)
        statement = select(InvitationRecord).where(InvitationRecord.creator_id == creator_id)
        return await read_page(session, statement, _ORDER, page, InvitationView.model_validate)


@router.post("/api/v1/blackrose/entitlements/redeem", status_code=201)
async def redeem(
    body: Redemption, ports: PortsDependency, access: AccessDependency
) -> EntitlementView:
    """Redeem a code for oneself."""
    now, member = ports.now(), actor_of(access)
    if member is None:
        raise StateConflictError("GodMode is no member; log in with a member's account")
    query = select(InvitationRecord).where(InvitationRecord.code_sha256 == _hash(body.code))
    async with ports.database.transaction(access) as session:
        await widen(session)  # The code is the proof; the invitation is a creator's.
        invitation = await session.scalar(query.with_for_update())
        if invitation is None or invitation.redeemed_at or invitation.expires_at <= now:
            raise NotFoundError("the code does not work; ask the creator for another one")
        invitation.redeemed_at = now
        record = EntitlementRecord(
            member_id=member,
            creator_id=invitation.creator_id,
            tier_id=invitation.tier_id,
            source=Source.INVITATION.value,
            starts_at=now,
            ends_at=now + timedelta(days=invitation.days) if invitation.days else None,
        )
        session.add(record)
        await session.flush()
        return EntitlementView.model_validate(record)


def _hash(code: str) -> str:
    return sha256(code.encode()).hexdigest()
