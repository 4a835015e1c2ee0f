"""From a draft to what members see: submitted, reviewed by a second person, published, withdrawn.

1. The row of the post is held. 2. Its status must allow the action. 3. Whoever approves or rejects
has not written or edited it. 4. It is published only if the approval is for this very content,
every depicted person agrees, and no case keeps it back.
"""

from uuid import UUID

from fastapi import APIRouter
from sqlalchemy.ext.asyncio import AsyncSession

from services.core_api.access.enforcement import AccessDependency
from services.core_api.access.principal import Access
from services.core_api.blackrose.creator_routes import count_upheld
from services.core_api.blackrose.moderation import Moderator, Object
from services.core_api.blackrose.post_bodies import PostView, show_post
from services.core_api.blackrose.post_state import Action, Status, require_next
from services.core_api.blackrose.post_tables import PostRecord
from services.core_api.blackrose.publication import (
    check_approval,
    check_infringer,
    check_reviewer,
)
from services.core_api.blackrose.reading import hold_post
from services.core_api.blackrose.scope import actor_of, widen
from services.core_api.blackrose.visibility import find_obstacles
from services.core_api.blackrose.words import Note, Reason
from services.core_api.bodies import Body
from services.core_api.errors import StateConflictError
from services.core_api.ports import PortsDependency

router = APIRouter()


class Rejection(Body):
    """Why a post goes back to its author."""

    reason_code: Reason
    note: Note | None = None


@router.post("/api/v1/blackrose/posts/{post_id}/submit")
async def submit(post_id: UUID, ports: PortsDependency, access: AccessDependency) -> PostView:
    """Hand a draft over for review."""
    async with ports.database.transaction(access) as session:
        post = await hold_post(session, access, post_id)
        post.status = require_next(Status(post.status), Action.SUBMIT).value
        post.submitted_at = ports.now()
        post.rejected_reason = post.rejected_note = None
        return show_post(post)


@router.post("/api/v1/blackrose/posts/{post_id}/approve")
async def approve(post_id: UUID, ports: PortsDependency, access: AccessDependency) -> PostView:
    """Approve a post as the second person."""
    now = ports.now()
    async with ports.database.transaction(access) as session:
        post = await hold_post(session, access, post_id)  # (1)
        post.status = require_next(Status(post.status), Action.APPROVE).value  # (2)
        _require_second_person(post, access)  # (3)
        post.approved_at = now
        post.approved_by = actor_of(access)
        post.approved_sha256 = post.content_sha256
        Moderator(session, access, now).record(Action.APPROVE, Object.POST, post.id)
        return show_post(post)


@router.post("/api/v1/blackrose/posts/{post_id}/reject")
async def reject(
    post_id: UUID, body: Rejection, ports: PortsDependency, access: AccessDependency
) -> PostView:
    """Send a post back to its author, with the reason."""
    async with ports.database.transaction(access) as session:
        post = await hold_post(session, access, post_id)  # (1)
        post.status = require_next(Status(post.status), Action.REJECT).value  # (2)
        _require_second_person(post, access)  # (3)
        post.rejected_reason, post.rejected_note = body.reason_code.value, body.note
        moderator = Moderator(session, access, ports.now())
        moderator.record(
            Action.REJECT, Object.POST, post.id, reason_code=body.reason_code, note=body.note
        )
        return show_post(post)


@router.post("/api/v1/blackrose/posts/{post_id}/publish")
async def publish(post_id: UUID, ports: PortsDependency, access: AccessDependency) -> PostView:
    """Publish an approved post; members see it from its planned time on."""
    now = ports.now()
    async with ports.database.transaction(access) as session:
        post = await hold_post(session, access, post_id)  # (1)
        following = require_next(Status(post.status), Action.PUBLISH)  # (2)
        await _require_publishable(session, post)  # (4)
        post.published_at = max(now, post.scheduled_for or now)
        post.status = following.value
        Moderator(session, access, now).record(Action.PUBLISH, Object.POST, post.id)
        return show_post(post)


@router.post("/api/v1/blackrose/posts/{post_id}/withdraw")
async def withdraw(post_id: UUID, ports: PortsDependency, access: AccessDependency) -> PostView:
    """Take a post back for good."""
    async with ports.database.transaction(access) as session:
        post = await hold_post(session, access, post_id)
        post.status = require_next(Status(post.status), Action.WITHDRAW).value
        Moderator(session, access, ports.now()).record(Action.WITHDRAW, Object.POST, post.id)
        return show_post(post)


def _require_second_person(post: PostRecord, access: Access) -> None:
    found = check_reviewer(actor_of(access), post.author_id, post.edited_by)
    if found:
        raise StateConflictError("; ".join(found))


async def _require_publishable(session: AsyncSession, post: PostRecord) -> None:
    await widen(session)  # Removals of identical posts are others'.
    found = [
        *check_approval(post.approved_sha256, post.content_sha256),
        *check_infringer(await count_upheld(session, post.creator_id)),
        *await find_obstacles(session, post),
    ]
    if found:
        raise StateConflictError("; ".join(found))
