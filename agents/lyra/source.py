"""What lyra reads from core-api: one post, or all posts of a creator that still need a day."""

from datetime import datetime
from typing import Literal

import msgspec

from agents.lyra.content_calendar import Draft, Moment
from agents.runtime.capability import TaskContext
from agents.runtime.core_api_pages import load_rows, read_as

_POSTS = "/api/v1/blackrose/posts"
_PAGE_ROWS = 5
"""A post is 160 KB at most, and an answer of core-api 1 MiB."""
_UNPUBLISHED: tuple[Literal["approved", "review", "draft"], ...] = ("approved", "review", "draft")


class Post(msgspec.Struct, frozen=True):
    """A post as a text."""

    id: str
    title: str
    body: str
    alt_text: str | None = None
    tags: tuple[str, ...] = ()


class _Published(msgspec.Struct, frozen=True):
    id: str
    title: str
    tags: tuple[str, ...] = ()
    published_at: Moment | None = None


def load_post(context: TaskContext, post_id: str) -> Post:
    """Read one post."""
    path = f"{_POSTS}/{post_id}"
    return read_as(Post, context.core_api.get(path), path)


def load_drafts(context: TaskContext, creator_id: str, now: datetime) -> list[Draft]:
    """Read what is not published yet, also what is published for a time ahead."""
    drafts: list[Draft] = []
    for status in _UNPUBLISHED:
        query = {"creator_id": creator_id, "status": status}
        drafts += load_rows(context, _POSTS, query, Draft, page_rows=_PAGE_ROWS, rows_max=1000)
    query = {"creator_id": creator_id, "status": "published"}
    published = load_rows(context, _POSTS, query, _Published, page_rows=_PAGE_ROWS)
    return drafts + [
        Draft(post.id, post.title, "published", post.tags, post.published_at)
        for post in published
        if post.published_at is not None and post.published_at > now
    ]
