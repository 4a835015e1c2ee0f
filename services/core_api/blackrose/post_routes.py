"""Posts: written as drafts by their creators, read by those whose entitlement opens them."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from sqlalchemy.ext.asyncio import AsyncSession

from services.core_api.access.enforcement import AccessDependency
from services.core_api.access.principal import Access
from services.core_api.blackrose.page import Listing, Order, PageDependency, read_page
from services.core_api.blackrose.post_bodies import (
    Depicted,
    NewPost,
    PostChange,
    PostView,
    show_post,
    show_to_member,
)
from services.core_api.blackrose.post_state import Action, Audience, Status, require_next
from services.core_api.blackrose.post_tables import DepictedRecord, PostRecord
from services.core_api.blackrose.publication import hash_content
from services.core_api.blackrose.reading import hold_post, require_post, select_posts
from services.core_api.blackrose.scope import actor_of, is_reader, require_creator, require_tier
from services.core_api.errors import StateConflictError
from services.core_api.ports import PortsDependency

router = APIRouter()
_ORDER = Order(PostRecord.created_at, PostRecord.id, newest_first=True)


@router.post("/api/v1/blackrose/posts", status_code=201)
async def create_post(body: NewPost, ports: PortsDependency, access: AccessDependency) -> PostView:
    """Write a draft."""
    now = ports.now()
    async with ports.database.transaction(access) as session:
        creator = await require_creator(session, access, body.creator_id)
        post = PostRecord(
            creator_id=creator.id,
            author_id=actor_of(access),
            created_at=now,
            image=None,
            **body.model_dump(exclude={"creator_id", "depicted"}),
        )
        post.depicted = list_depicted(post, body.depicted)
        session.add(post)
        await finish_draft(session, access, post, now)
        return show_post(post)


@router.get("/api/v1/blackrose/posts")
async def list_posts(
    page: PageDependency,
    ports: PortsDependency,
    access: AccessDependency,
    status: Annotated[Status | None, Query()] = None,
    creator_id: UUID | None = None,
) -> Listing[PostView]:
    """List the posts that the sender may see, newest first."""
    show = show_to_member if is_reader(access) else show_post
    async with ports.database.transaction(access) as session:
        statement = await select_posts(session, access, ports.now())
        if status is not None:
            statement = statement.where(PostRecord.status == status.value)
        if creator_id is not None:
            statement = statement.where(PostRecord.creator_id == creator_id)
        return await read_page(session, statement, _ORDER, page, show)


@router.get("/api/v1/blackrose/posts/{post_id}")
async def read_post(post_id: UUID, ports: PortsDependency, access: AccessDependency) -> PostView:
    """Read one post."""
    show = show_to_member if is_reader(access) else show_post
    async with ports.database.transaction(access) as session:
        return show(await require_post(session, access, post_id, ports.now()))


@router.patch("/api/v1/blackrose/posts/{post_id}")
async def change_post(
    post_id: UUID, body: PostChange, ports: PortsDependency, access: AccessDependency
) -> PostView:
    """Change a draft; a rejected post becomes one again."""
    async with ports.database.transaction(access) as session:
        post = await hold_post(session, access, post_id)
        post.status = require_next(Status(post.status), Action.EDIT).value
        for name, value in _changes(body).items():
            setattr(post, name, value)
        if "depicted" in body.model_fields_set:
            post.depicted = list_depicted(post, body.depicted)
        await finish_draft(session, access, post, ports.now())
        return show_post(post)


def _changes(body: PostChange) -> dict[str, Any]:
    """Return what was sent; a post that is for no tier any more names none."""
    changes = body.model_dump(exclude_unset=True, exclude={"depicted"})
    if changes.get("access", Audience.TIER) is not Audience.TIER:
        changes.setdefault("tier_id", None)
    return changes


def list_depicted(post: PostRecord, persons: list[Depicted]) -> list[DepictedRecord]:
    """Return the records of the persons.

    Raises `StateConflictError` if one is named twice.
    """
    if len({person.person_ref for person in persons}) != len(persons):
        raise StateConflictError("a person_ref is named twice; name each person once")
    ordered = sorted(persons, key=lambda person: person.person_ref)
    return [DepictedRecord(creator_id=post.creator_id, **one.model_dump()) for one in ordered]


async def finish_draft(
    session: AsyncSession, access: Access, post: PostRecord, now: datetime
) -> None:
    """Bring what follows from the content up to date; an approval does not survive."""
    if (post.access == Audience.TIER) != (post.tier_id is not None):
        raise StateConflictError("tier_id belongs to access 'tier', and only there")
    if post.tier_id is not None:
        with session.no_autoflush:  # A tier that is not there is for us to name, not the database.
            await require_tier(session, post.creator_id, post.tier_id)
    post.status = Status.DRAFT.value
    post.content_sha256 = hash_content(
        post.title, post.body, post.image.sha256 if post.image else None
    )
    post.edited_by = actor_of(access)
    post.updated_at = now
    post.submitted_at = post.approved_at = None
    post.approved_by = post.approved_sha256 = None
    await session.flush()
