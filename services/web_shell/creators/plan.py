"""Lyra's plan for all drafts: asked for, waited for, and followed draft by draft."""

from typing import Any

from starlette.responses import Response

from services.console.visit import Visit
from services.web_shell.creators.notes import is_pending
from services.web_shell.creators.notes_words import AWAY, list_unchecked
from services.web_shell.creators.plan_rows import list_proposals, read_plan
from services.web_shell.creators.studio import BASE, own_creator
from services.web_shell.whole_list import read_whole

PLAN = f"{BASE}/creators/{{}}/calendar-plan"
_CALENDAR = "/studio/calendar"


async def show_plan(visit: Visit) -> Response:
    """Show the proposals as a part of the calendar."""
    found = await visit.core_api.get(PLAN, own_creator(visit))
    posts: list[dict[str, Any]] = []
    if not is_pending(found):
        posts = (await read_whole(visit.core_api, f"{BASE}/posts")).items
    return visit.fragment("creators/_plan.html", plan=view_plan(found, posts))


async def ask_for_plan(visit: Visit) -> Response:
    """Ask lyra for a plan, and show that it works on it."""
    await visit.core_api.post(PLAN, own_creator(visit), body=read_plan(await visit.form()))
    return await show_plan(visit)


async def follow_proposal(visit: Visit) -> Response:
    """Plan a draft for the time that lyra proposed."""
    form = await visit.form()
    change = {"scheduled_for": form.text("publish_at")}
    post = await visit.core_api.patch(f"{BASE}/posts/{{}}", form.text("post_id"), body=change)
    said = f"“{post['title']}” is planned. A second person reviews it before members see it."
    return visit.done(said, f"{_CALENDAR}?from={post['scheduled_for'][:10]}")


def view_plan(found: dict[str, Any], posts: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what the part of the calendar shows."""
    latest = found["latest"]
    plan = latest["plan"] if latest else None
    return {
        "away": AWAY.get(found["editor"], ""),
        "latest": latest,
        "proposals": list_proposals(plan, posts) if plan else [],
        "total": plan["entries"]["total"] if plan else 0,
        "unchecked": list_unchecked(latest) if latest else [],
    }
