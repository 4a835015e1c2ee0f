"""Consents of depicted persons: recorded with the hash of what was signed, revoked, never removed.

A revoked consent hides its post at once when it was the last one of that person.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field
from sqlalchemy import select

from services.core_api.access.enforcement import AccessDependency
from services.core_api.blackrose.moderation import Moderator, Object
from services.core_api.blackrose.page import Listing, Order, PageDependency, read_page
from services.core_api.blackrose.post_tables import ConsentRecord
from services.core_api.blackrose.reading import hold_post, require_post
from services.core_api.blackrose.scope import widen, within_reach
from services.core_api.blackrose.visibility import find_obstacles, hide, show_again
from services.core_api.blackrose.words import Name, Reason, Reference, Sha256
from services.core_api.bodies import Body, Moment, View
from services.core_api.errors import NotFoundError, StateConflictError
from services.core_api.ports import PortsDependency

router = APIRouter()
_ORDER = Order(ConsentRecord.recorded_at, ConsentRecord.id)


class Scope(StrEnum):
    """What a person agrees to."""

    PUBLISH = "publish"
    DISTRIBUTE = "distribute"
    DOWNLOAD = "download"


class NewConsent(Body):
    """What a depicted person signed."""

    person_ref: Reference
    text_version: Name
    signed_text_sha256: Sha256
    signed_at: Moment
    scope: Annotated[list[Scope], Field(min_length=1, max_length=len(Scope))]
    age_check_ref: Reference
    """Where the proof of age is kept."""


class ConsentView(View):
    """A consent."""

    id: UUID
    post_id: UUID
    person_ref: str
    text_version: str
    signed_text_sha256: str
    signed_at: datetime
    scope: list[Scope]
    age_check_ref: str
    recorded_at: datetime
    revoked_at: datetime | None


@router.post("/api/v1/blackrose/posts/{post_id}/consents", status_code=201)
async def record_consent(
    post_id: UUID, body: NewConsent, ports: PortsDependency, access: AccessDependency
) -> ConsentView:
    """Record a consent; a post that only waited for it can be seen again."""
    now = ports.now()
    if body.signed_at > now:
        raise StateConflictError("signed_at is in the future; a consent is recorded once signed")
    async with ports.database.transaction(access) as session:
        post = await hold_post(session, access, post_id)
        if body.person_ref not in {person.person_ref for person in post.depicted}:
            raise StateConflictError("the post depicts nobody with this person_ref; add it first")
        scope = sorted({one.value for one in body.scope})
        record = ConsentRecord(
            post_id=post.id,
            creator_id=post.creator_id,
            recorded_at=now,
            scope=scope,
            **body.model_dump(exclude={"scope"}),
        )
        session.add(record)
        await session.flush()
        await widen(session)
        await show_again([post], Moderator(session, access, now))
        return ConsentView.model_validate(record)


@router.get("/api/v1/blackrose/posts/{post_id}/consents")
async def list_consents_of_post(
    post_id: UUID, page: PageDependency, ports: PortsDependency, access: AccessDependency
) -> Listing[ConsentView]:
    """List the consents of one post."""
    async with ports.database.transaction(access) as session:
        await require_post(session, access, post_id, ports.now())
        statement = select(ConsentRecord).where(ConsentRecord.post_id == post_id)
        return await read_page(session, statement, _ORDER, page, ConsentView.model_validate)


@router.get("/api/v1/blackrose/consents")
async def list_consents(
    page: PageDependency,
    ports: PortsDependency,
    access: AccessDependency,
    post_id: UUID | None = None,
) -> Listing[ConsentView]:
    """List consents, oldest first."""
    statement = within_reach(select(ConsentRecord), access, ConsentRecord.creator_id)
    if post_id is not None:
        statement = statement.where(ConsentRecord.post_id == post_id)
    async with ports.database.transaction(access) as session:
        return await read_page(session, statement, _ORDER, page, ConsentView.model_validate)


@router.post("/api/v1/blackrose/consents/{consent_id}/revoke")
async def revoke_consent(
    consent_id: UUID, ports: PortsDependency, access: AccessDependency
) -> ConsentView:
    """Revoke a consent, and hide the post if it must not be seen without."""
    now = ports.now()
    query = select(ConsentRecord).where(ConsentRecord.id == consent_id)
    async with ports.database.transaction(access) as session:
        record = await session.scalar(within_reach(query, access, ConsentRecord.creator_id))
        if record is None:
            raise NotFoundError("no such consent")
        post = await hold_post(session, access, record.post_id)
        await session.refresh(record)  # The row may have changed while the post was waited for.
        if record.revoked_at is not None:
            raise StateConflictError("the consent is revoked already")
        record.revoked_at = now
        moderator = Moderator(session, access, now)
        moderator.record("revoke", Object.CONSENT, record.id)
        await widen(session)
        if await find_obstacles(session, post):
            hide([post], moderator, Reason.CONSENT)
        return ConsentView.model_validate(record)
