"""What a member has of creators: entitlements with their ends, codes redeemed, creators met."""

import asyncio
from datetime import UTC, datetime
from typing import Any

from starlette.responses import Response

from services.console.visit import Visit
from services.web_shell.entitlement_state import with_states
from services.web_shell.members.reader import BASE, read_creators, read_pseudonyms
from services.web_shell.whole_list import read_whole

_ENTITLEMENTS = f"{BASE}/entitlements"
_SHOWN_POSTS = 10


async def show_creators(visit: Visit) -> Response:
    """List all creators, and of which of them the member has something."""
    creators, held = await asyncio.gather(read_creators(visit), _read_held(visit))
    active = {one["creator_id"] for one in held if one["state"] == "active"}
    return visit.page("members/creators.html", creators=creators, active=active)


async def show_creator(visit: Visit) -> Response:
    """Show a creator's tiers, what the member has of them, and what can be read."""
    creator_id = visit.part("creator_id")
    creator, tiers, posts, held = await asyncio.gather(
        visit.core_api.get(f"{BASE}/creators/{{}}", creator_id),
        read_whole(visit.core_api, f"{BASE}/creators/{{}}/tiers", creator_id),
        visit.core_api.get(
            f"{BASE}/posts", query={"creator_id": creator_id, "limit": _SHOWN_POSTS}
        ),
        _read_held(visit, creator_id),
    )
    own = {one["tier_id"]: one for one in held if one["state"] == "active"}
    return visit.page(
        "members/creator.html",
        creator=creator,
        tiers=[tier for tier in tiers.items if not tier["archived"] or tier["id"] in own],
        own=own,
        posts=posts["items"],
        has_more=posts["next"] is not None,
    )


async def show_subscriptions(visit: Visit) -> Response:
    """List what the member has and had, and the form for a code."""
    held, pseudonyms = await asyncio.gather(_read_held(visit), read_pseudonyms(visit))
    creators = sorted({one["creator_id"] for one in held})
    ladders = await asyncio.gather(
        *(
            read_whole(visit.core_api, f"{BASE}/creators/{{}}/tiers", creator)
            for creator in creators
        )
    )
    return visit.page(
        "members/subscriptions.html",
        entitlements=held,
        pseudonyms=pseudonyms,
        tier_names={tier["id"]: tier["name"] for ladder in ladders for tier in ladder.items},
    )


async def redeem(visit: Visit) -> Response:
    """Redeem a code."""
    code = (await visit.form()).text("code")
    await visit.core_api.post(f"{_ENTITLEMENTS}/redeem", body={"code": code})
    return visit.done("The code worked. You can read what the tier opens.", "/subscriptions")


async def _read_held(visit: Visit, creator_id: str | None = None) -> list[dict[str, Any]]:
    """Return the member's entitlements with their states, newest first."""
    query = {"creator_id": creator_id}
    held = await read_whole(visit.core_api, _ENTITLEMENTS, query=query)
    return with_states(held.items[::-1], datetime.now(UTC))
