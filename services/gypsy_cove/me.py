"""The page of a child or teen: how much time is left, start and stop, ask for more."""

import asyncio
from typing import Any

from starlette.responses import Response

from services.console.errors import BadFormError
from services.console.gate import action, page
from services.console.visit import Visit
from services.gypsy_cove.agreements import describe_windows
from services.gypsy_cove.audience import YOUNG
from services.gypsy_cove.extra_time import read_recent_requests
from services.gypsy_cove.family import read_now
from services.gypsy_cove.household import read_household, read_own_member
from services.gypsy_cove.local_time import DAYS
from services.gypsy_cove.sessions import CATEGORIES

_ASKED_MINUTES_MAX = 240


async def show_me(visit: Visit) -> Response:
    """Show one's own today."""
    household = await read_household(visit)
    member = await read_own_member(visit)
    requests, today, agreed = await asyncio.gather(
        read_recent_requests(visit, household),
        _read_today(visit, member),
        _read_agreed(visit, member),
    )
    return visit.page(
        "me/page.html",
        **today,
        **agreed,
        household=household,
        needs_consent=member["role"] == "child" and member["consent"] is None,
        request=requests[0] if requests else None,
        earlier=requests[1:6],
    )


async def show_today(visit: Visit) -> Response:
    """Show time left and spent, as a live part."""
    return visit.fragment(
        "me/_today.html", **await _read_today(visit, await read_own_member(visit))
    )


async def show_request(visit: Visit) -> Response:
    """Show what became of one's latest request, as a live part."""
    from_core = await visit.core_api.get(
        "/api/v1/gypsycove/extra-time/{}", visit.part("request_id")
    )
    return visit.fragment("me/_request.html", request=from_core)


async def start(visit: Visit) -> Response:
    """Start screen time."""
    category = (await visit.form()).text("category")
    if category not in dict(CATEGORIES):
        raise BadFormError("Choose what you want to do.")
    member = await read_own_member(visit)
    await visit.core_api.post(
        "/api/v1/gypsycove/members/{}/sessions", member["id"], body={"category": category}
    )
    return visit.done("Your time runs. Have fun!", "/me")


async def stop(visit: Visit) -> Response:
    """Stop screen time."""
    await visit.core_api.post("/api/v1/gypsycove/sessions/{}/stop", visit.part("session_id"))
    return visit.done("Stopped. Well done!", "/me")


async def ask(visit: Visit) -> Response:
    """Ask for more time today."""
    form = await visit.form()
    minutes = form.number("minutes")
    if not 1 <= minutes <= _ASKED_MINUTES_MAX:
        raise BadFormError(f"You can ask for 1 to {_ASKED_MINUTES_MAX} minutes.")
    member = await read_own_member(visit)
    body = {"minutes": minutes, "reason": form.optional("reason") or ""}
    await visit.core_api.post("/api/v1/gypsycove/members/{}/extra-time", member["id"], body=body)
    return visit.done("Your question is sent. The answer will show up here.", "/me")


async def _read_today(visit: Visit, member: dict[str, Any]) -> dict[str, Any]:
    return {"now": await read_now(visit, member["id"]), "categories": CATEGORIES}


async def _read_agreed(visit: Visit, member: dict[str, Any]) -> dict[str, Any]:
    path = "/api/v1/gypsycove/members/{}"
    budget, downtime = await asyncio.gather(
        visit.core_api.get(f"{path}/budget", member["id"]),
        visit.core_api.get(f"{path}/downtime", member["id"]),
    )
    return {
        "budget": budget["minutes"],
        "day_names": DAYS,
        "windows": describe_windows(downtime["windows"]),
    }


ROUTES = (
    page("/me", show_me, YOUNG),
    page("/me/today", show_today, YOUNG),
    page("/me/requests/{request_id}", show_request, YOUNG),
    action("/me/start", start, YOUNG),
    action("/me/sessions/{session_id}/stop", stop, YOUNG),
    action("/me/ask", ask, YOUNG),
)
