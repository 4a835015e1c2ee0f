"""Lyra's notes on a draft and its plan for all drafts, for the creator whose drafts they are.

Asking sends tasks to lyra and answers at once; reading tells how they stand. Lyra decides nothing:
its findings change no post, and a proposal is followed by changing the draft.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time, timedelta
from hashlib import sha256
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.core_api.access.enforcement import AccessDependency
from services.core_api.blackrose.editor_bodies import (
    CalendarPlan,
    EditorNotes,
    EditorWord,
    NotesView,
    PlanView,
    WantedPlan,
    show_notes,
    show_plan,
)
from services.core_api.blackrose.editor_requests import Wanted, ask_editor, read_latest
from services.core_api.blackrose.editor_words import CALENDAR, EDITOR, MEDIA, REVIEW
from services.core_api.blackrose.post_state import Status
from services.core_api.blackrose.post_tables import PostRecord
from services.core_api.blackrose.reading import require_post
from services.core_api.blackrose.scope import require_creator
from services.core_api.commands.door import read_presence
from services.core_api.errors import StateConflictError, StateStoreUnreachableError
from services.core_api.interface import Ports
from services.core_api.ports import PortsDependency

router = APIRouter()
_NOTES = "/api/v1/blackrose/posts/{post_id}/editor-notes"
_PLAN = "/api/v1/blackrose/creators/{creator_id}/calendar-plan"
_WRITTEN = frozenset({Status.DRAFT, Status.REJECTED})
_UNPUBLISHED = (Status.DRAFT.value, Status.REVIEW.value, Status.APPROVED.value)
"""What lyra plans."""
_Draft = Row[UUID, str, list[str]]
_AHEAD_MAX = timedelta(days=366)


@router.post(_NOTES, status_code=202)
async def ask_for_notes(
    post_id: UUID, ports: PortsDependency, access: AccessDependency
) -> NotesView:
    """Ask lyra to read a draft."""
    async with ports.database.transaction(access) as session:
        post = await require_post(session, access, post_id, ports.now())
        if post.status not in _WRITTEN:
            raise StateConflictError(f"lyra reads drafts; this post is in status {post.status}")
        given = {"post_id": str(post.id)}
        wanted = Wanted(post.creator_id, post.id, print_post(post), {REVIEW: given, MEDIA: given})
        request = await ask_editor(session, ports, access, wanted)
        return show_notes(request, wanted.content_sha256)


@router.get(_NOTES)
async def read_notes(
    post_id: UUID, ports: PortsDependency, access: AccessDependency
) -> EditorNotes:
    """Read what lyra noted last."""
    async with ports.database.transaction(access) as session:
        post = await require_post(session, access, post_id, ports.now())
        request = await read_latest(session, ports, post.creator_id, post.id)
        latest = show_notes(request, print_post(post)) if request else None
    return EditorNotes(editor=await _find_editor(ports), latest=latest)


@router.post(_PLAN, status_code=202)
async def ask_for_plan(
    creator_id: UUID, body: WantedPlan, ports: PortsDependency, access: AccessDependency
) -> PlanView:
    """Ask lyra to spread all drafts over days."""
    async with ports.database.transaction(access) as session:
        creator = await require_creator(session, access, creator_id)
        _require_ahead(body, ports.now())
        drafts = print_drafts(await _read_drafts(session, creator.id))
        asked = body.model_dump(mode="json")
        errands = {CALENDAR: {**asked, "creator_id": str(creator.id)}}
        wanted = Wanted(creator.id, None, drafts, errands, asked)
        return show_plan(await ask_editor(session, ports, access, wanted), drafts)


@router.get(_PLAN)
async def read_plan(
    creator_id: UUID, ports: PortsDependency, access: AccessDependency
) -> CalendarPlan:
    """Read what lyra proposed last."""
    async with ports.database.transaction(access) as session:
        creator = await require_creator(session, access, creator_id)
        request = await read_latest(session, ports, creator.id, None)
        drafts = await _read_drafts(session, creator.id) if request else []
        latest = show_plan(request, print_drafts(drafts)) if request else None
    return CalendarPlan(editor=await _find_editor(ports), latest=latest)


def print_post(post: PostRecord) -> str:
    """Return the SHA-256 of what lyra judges: the content, and what describes it."""
    return _print([post.content_sha256, post.alt_text or "", *post.tags])


def print_drafts(drafts: Sequence[_Draft]) -> str:
    """Return the SHA-256 of what a plan depends on.

    Not of the planned times: who follows one proposal after the other works with one plan.
    """
    return _print(text for row in drafts for text in (str(row.id), row.status, *row.tags))


def _print(texts: Iterable[str]) -> str:
    return sha256("\0".join(texts).encode()).hexdigest()  # No text has a NUL.


async def _read_drafts(session: AsyncSession, creator_id: UUID) -> Sequence[_Draft]:
    query = (
        select(PostRecord.id, PostRecord.status, PostRecord.tags)
        .where(PostRecord.creator_id == creator_id, PostRecord.status.in_(_UNPUBLISHED))
        .order_by(PostRecord.id)
    )
    return (await session.execute(query)).all()


def _require_ahead(wanted: WantedPlan, now: datetime) -> None:
    """Refuse a plan that begins in the past, or after more than a year."""
    begins_at = datetime.combine(wanted.first_day, time(wanted.hour_utc), UTC)
    if not now < begins_at <= now + _AHEAD_MAX:
        first = f"{begins_at:%Y-%m-%d %H:%M} UTC"
        raise StateConflictError(f"{first} is not within the next year; begin on another day")


async def _find_editor(ports: Ports) -> EditorWord:
    try:
        return (await read_presence(ports, EDITOR)).word
    except StateStoreUnreachableError:
        return "unknown"
