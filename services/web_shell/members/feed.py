"""What a member can read now: the feed, a post, and how to report it."""

import asyncio
from typing import Any

from starlette.responses import Response

from services.console.forms import Form
from services.console.views import render_day
from services.console.visit import Visit
from services.web_shell.form_values import plain_text
from services.web_shell.members.reader import BASE, read_creators

REASONS = (
    ("age", "Somebody shown may be under age"),
    ("consent", "Somebody shown did not agree"),
    ("intimate", "Intimate, published without agreement"),
    ("copyright", "The work is somebody else's"),
    ("impersonation", "Somebody pretends to be somebody else"),
    ("illegal", "Against the law for another reason"),
    ("quality", "Not what it says it is"),
    ("other", "Something else"),
)
EVERYBODY = "all"
_EXCERPT_CHARACTERS = 280
_PAGE_ITEMS = 20


async def show_feed(visit: Visit) -> Response:
    """Show what the member may read, newest first, of everybody or of one creator."""
    chosen = visit.query("creator") or EVERYBODY
    creator = None if chosen == EVERYBODY else chosen
    query = {"creator_id": creator, "after": visit.query("after"), "limit": _PAGE_ITEMS}
    listing, creators = await asyncio.gather(
        visit.core_api.get(f"{BASE}/posts", query=query), read_creators(visit)
    )
    return visit.page(
        "members/feed.html",
        posts=[{**post, "excerpt": excerpt(post["body"])} for post in listing["items"]],
        following=listing["next"],
        creators=creators,
        pseudonyms={one["id"]: one["pseudonym"] for one in creators},
        chosen=chosen,
    )


async def show_post(visit: Visit) -> Response:
    """Show one post."""
    post = await visit.core_api.get(f"{BASE}/posts/{{}}", visit.part("post_id"))
    creator = await visit.core_api.get(f"{BASE}/creators/{{}}", post["creator_id"])
    return visit.page("members/post.html", post=post, creator=creator, reasons=REASONS)


async def report_post(visit: Visit) -> Response:
    """Report a post; the creator never learns who did."""
    post_id = visit.part("post_id")
    body = read_report(await visit.form())
    receipt = await visit.core_api.post(f"{BASE}/posts/{{}}/reports", post_id, body=body)
    said = f"Thank you. A moderator decides by {render_day(receipt['due_at'])}."
    return visit.done(said, f"/posts/{post_id}")


def read_report(form: Form) -> dict[str, Any]:
    """Return the body of a report.

    Raises `BadFormError`.
    """
    return {"reason_code": form.text("reason_code"), "note": plain_text(form.text("note"))}


def excerpt(body: str) -> str:
    """Return how a text begins, cut between words."""
    text = " ".join(body.split())
    if len(text) <= _EXCERPT_CHARACTERS:
        return text
    return text[:_EXCERPT_CHARACTERS].rsplit(" ", 1)[0] + " …"
