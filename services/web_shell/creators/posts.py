"""Posts of a creator: listed by status, written, read, handed over, published, withdrawn."""

import asyncio
from typing import Any

from starlette.responses import Response

from services.console.errors import BadFormError
from services.console.visit import Visit
from services.web_shell.creators.consent_state import list_persons, missing_persons
from services.web_shell.creators.notes import NOTES, view_notes
from services.web_shell.creators.post_form import (
    BLANK_PERSONS,
    PERSONS_MAX,
    chosen_audience,
    empty_post,
    list_audiences,
    read_post,
)
from services.web_shell.creators.studio import BASE, own_creator, read_tiers
from services.web_shell.whole_list import read_whole

STATUSES = ("draft", "review", "approved", "published", "rejected", "hidden", "withdrawn")
EDITABLE = frozenset({"draft", "rejected"})
STEPS = ("draft", "review", "approved", "published")
_POSTS = f"{BASE}/posts"
_POST = f"{BASE}/posts/{{}}"
_PAGE_ITEMS = 50


async def show_posts(visit: Visit) -> Response:
    """List the own posts, all or those in one status."""
    creator, wanted = own_creator(visit), visit.query("status")
    status = wanted if wanted in STATUSES else None
    query = {"status": status, "after": visit.query("after"), "limit": _PAGE_ITEMS}
    listing, counted, tiers = await asyncio.gather(
        visit.core_api.get(_POSTS, query=query),
        visit.core_api.get(f"{BASE}/creators/{{}}/statistics", creator),
        read_tiers(visit),
    )
    return visit.page(
        "creators/posts.html",
        posts=listing["items"],
        following=listing["next"],
        status=status,
        counts={one: counted["posts"][one] for one in STATUSES},
        tier_names={tier["id"]: tier["name"] for tier in tiers},
    )


async def show_post(visit: Visit) -> Response:
    """Show a post with its people and consents, lyra's notes, and what can be done next."""
    post_id = visit.part("post_id")
    post, notes, consents, tiers = await asyncio.gather(
        visit.core_api.get(_POST, post_id),
        visit.core_api.get(NOTES, post_id),
        read_whole(visit.core_api, f"{_POST}/consents", post_id),
        read_tiers(visit),
    )
    persons = list_persons(post["depicted"], consents.items)
    return visit.page(
        "creators/post.html",
        post=post,
        notes=view_notes(notes, post),
        persons=persons,
        missing=missing_persons(persons),
        tier_names={tier["id"]: tier["name"] for tier in tiers},
        steps=STEPS,
        is_editable=post["status"] in EDITABLE,
    )


async def show_new_post(visit: Visit) -> Response:
    """Show the form of a new draft."""
    return await _show_editor(visit, None)


async def show_editor(visit: Visit) -> Response:
    """Show the form of a draft; a post that is handed over is not edited."""
    post = await visit.core_api.get(_POST, visit.part("post_id"))
    if post["status"] not in EDITABLE:
        return visit.go(_path(post))
    return await _show_editor(visit, post)


async def _show_editor(visit: Visit, post: dict[str, Any] | None) -> Response:
    tiers = await read_tiers(visit)
    shown = post or empty_post()
    blank = min(BLANK_PERSONS, PERSONS_MAX - len(shown["depicted"]))
    nobody = {"person_ref": "", "display_name": ""}
    return visit.page(
        "creators/editor.html",
        post=post,
        shown=shown,
        audiences=list_audiences(tiers, shown["tier_id"]),
        audience=chosen_audience(shown),
        persons=[*shown["depicted"], *[nobody] * blank],
    )


async def write_post(visit: Visit) -> Response:
    """Keep a new draft."""
    post = await visit.core_api.post(_POSTS, body=read_post(await visit.form()))
    return visit.done("The draft is kept. Nobody else sees it.", _path(post))


async def change_post(visit: Visit) -> Response:
    """Keep a changed draft."""
    body = read_post(await visit.form())
    post = await visit.core_api.patch(_POST, visit.part("post_id"), body=body)
    return visit.done("Your changes are kept.", _path(post))


async def submit(visit: Visit) -> Response:
    """Hand a draft over for review."""
    post = await visit.core_api.post(f"{_POST}/submit", visit.part("post_id"))
    return visit.done("The post waits for review by a second person.", _path(post))


async def publish(visit: Visit) -> Response:
    """Publish an approved post, from now on or from its planned time."""
    post = await visit.core_api.post(f"{_POST}/publish", visit.part("post_id"))
    is_ahead = post["scheduled_for"] == post["published_at"]
    said = "The post is planned." if is_ahead else "The post is published."
    return visit.done(said, _path(post))


async def withdraw(visit: Visit) -> Response:
    """Take a post back for good.

    Raises `BadFormError` if the word was not typed.
    """
    if (await visit.form()).text("typed") != "withdraw":
        raise BadFormError("Type withdraw to take the post back for good.")
    post = await visit.core_api.post(f"{_POST}/withdraw", visit.part("post_id"))
    return visit.done("The post is withdrawn.", _path(post))


def _path(post: dict[str, Any]) -> str:
    return f"/studio/posts/{post['id']}"
