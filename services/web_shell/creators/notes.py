"""Lyra's notes on a draft: asked for by its creator, waited for, and shown beside the text."""

from typing import Any

from starlette.responses import Response

from services.console.visit import Visit
from services.web_shell.creators.notes_words import (
    AWAY,
    describe_reading,
    list_noted,
    list_unchecked,
)
from services.web_shell.creators.studio import BASE

_POST = f"{BASE}/posts/{{}}"
NOTES = f"{_POST}/editor-notes"


async def show_notes(visit: Visit) -> Response:
    """Show the notes of a post as a part of its page."""
    post_id = visit.part("post_id")
    found = await visit.core_api.get(NOTES, post_id)
    # While lyra reads, the part is asked for again and again, and shows nothing of the post.
    post = {"id": post_id} if is_pending(found) else await visit.core_api.get(_POST, post_id)
    return visit.fragment("creators/_notes.html", post=post, notes=view_notes(found, post))


async def ask_for_notes(visit: Visit) -> Response:
    """Ask lyra to read the draft, and show that it does."""
    await visit.core_api.post(NOTES, visit.part("post_id"))
    return await show_notes(visit)


def is_pending(found: dict[str, Any]) -> bool:
    """Say whether the last request is still worked on."""
    return found["latest"] is not None and found["latest"]["outcome"] == "pending"


def view_notes(found: dict[str, Any], post: dict[str, Any]) -> dict[str, Any]:
    """Return what the part of the page shows."""
    latest = found["latest"]
    view: dict[str, Any] = {"away": AWAY.get(found["editor"], ""), "latest": latest}
    if latest is None or is_pending(found):
        return view
    review, media = latest["review"], latest["media"]
    parts = [("How it reads and is built", review), ("Pictures, links and tags", media)]
    return {
        **view,
        "reading": describe_reading(review["readability"]) if review else None,
        "parts": [
            (
                title,
                list_noted(part["findings"], post["body"], outdated=latest["outdated"]),
                part["findings"]["total"],
            )
            for title, part in parts
            if part
        ],
        "unchecked": list_unchecked(latest),
    }
