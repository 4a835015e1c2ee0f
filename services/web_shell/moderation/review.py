"""The review of posts by a second person: the queue, one post as members will see it, the verdict.

Who may review is core-api's decision: nobody what they wrote or edited themselves.
"""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from services.console.visit import Visit
from services.web_shell.moderation.listing import BASE, read_all
from services.web_shell.moderation.names import read_people, read_pseudonyms
from services.web_shell.moderation.reasons import REASONS, WORDS, read_reason

_POST = f"{BASE}/posts/{{}}"
_PAGE_ITEMS = 50
STATUSES = ("review", "approved", "published", "hidden", "rejected", "withdrawn")
"""What moderators look at; drafts are their authors' own."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A person who is shown in a post, and whether that person agreed."""

    person_ref: str
    name: str
    state: str
    """`agreed`, `revoked`, `not to publication` or `missing`."""
    consents: tuple[Mapping[str, Any], ...]


async def show_queue(visit: Visit) -> Response:
    """Show the posts of one status, those that wait for review without a choice."""
    return visit.page("moderation/review.html", **await _read_queue(visit))


async def show_queue_list(visit: Visit) -> Response:
    """Show the list of the queue again."""
    return visit.fragment("moderation/_queue.html", **await _read_queue(visit))


async def show_post(visit: Visit) -> Response:
    """Show one post with its consents, and what was said about it."""
    post_id = visit.part("post_id")
    post, consents, log = await asyncio.gather(
        visit.core_api.get(_POST, post_id),
        read_all(visit.core_api, f"{_POST}/consents", post_id),
        read_all(visit.core_api, f"{BASE}/moderation-log", query={"object_id": post_id}),
    )
    pseudonyms, people = await asyncio.gather(
        read_pseudonyms(visit.core_api, [post["creator_id"]]),
        read_people(visit.core_api, (one["actor_id"] for one in log)),
    )
    return visit.page(
        "moderation/post.html",
        post=post,
        creator=pseudonyms[post["creator_id"]],
        shown=list_shown(post["depicted"], consents),
        log=log,
        people=people,
        reasons=REASONS,
        reason_words=WORDS,
    )


async def approve(visit: Visit) -> Response:
    """Approve a post."""
    post_id = visit.part("post_id")
    post = await visit.core_api.post(f"{_POST}/approve", post_id)
    return visit.done(
        f"“{post['title']}” is approved. Its creator can publish it.", "/moderation/review"
    )


async def reject(visit: Visit) -> Response:
    """Send a post back with the reason."""
    body = read_reason(await visit.form())
    post = await visit.core_api.post(f"{_POST}/reject", visit.part("post_id"), body=body)
    return visit.done(f"“{post['title']}” is sent back to its creator.", "/moderation/review")


def list_shown(
    depicted: Iterable[Mapping[str, Any]], consents: Iterable[Mapping[str, Any]]
) -> list[Shown]:
    """Return everybody who is shown, with the consents of each."""
    given = list(consents)
    found = []
    for person in depicted:
        own = tuple(one for one in given if one["person_ref"] == person["person_ref"])
        found.append(Shown(person["person_ref"], person["display_name"], _state_of(own), own))
    return found


def _state_of(consents: tuple[Mapping[str, Any], ...]) -> str:
    valid = [one for one in consents if one["revoked_at"] is None]
    if any("publish" in one["scope"] for one in valid):
        return "agreed"
    if valid:
        return "not to publication"
    return "revoked" if consents else "missing"


async def _read_queue(visit: Visit) -> dict[str, Any]:
    status = visit.query("status") or STATUSES[0]
    query: dict[str, str | int | None] = {
        "status": status,
        "limit": _PAGE_ITEMS,
        "after": visit.query("after"),
    }
    page = await visit.core_api.get(f"{BASE}/posts", query=query)
    creators = await read_pseudonyms(visit.core_api, (one["creator_id"] for one in page["items"]))
    return {
        "posts": page["items"],
        "following": page["next"],
        "after": visit.query("after") or "",
        "creators": creators,
        "shown_status": status,
        "statuses": STATUSES,
    }
