"""Members of a creator: who is entitled to what, until when; granted, ended, invited.

core-api tells a creator no names of members: a member is its number.
"""

import asyncio
from datetime import UTC, datetime
from typing import Any

from starlette.responses import Response

from services.console.forms import Form
from services.console.visit import Visit
from services.web_shell.creators.studio import BASE, read_tiers
from services.web_shell.entitlement_state import with_states
from services.web_shell.form_values import parse_moment
from services.web_shell.whole_list import read_whole

_ENTITLEMENTS = f"{BASE}/entitlements"
_PAGE_ITEMS = 100


async def show_members(visit: Visit) -> Response:
    """List everybody who was ever entitled, and the form of a grant."""
    query = {"limit": _PAGE_ITEMS, "after": visit.query("after")}
    members, tiers = await asyncio.gather(
        visit.core_api.get(f"{BASE}/members", query=query), read_tiers(visit)
    )
    return visit.page(
        "creators/members.html",
        members=members["items"],
        following=members["next"],
        tiers=[tier for tier in tiers if not tier["archived"]],
        tier_names={tier["id"]: tier["name"] for tier in tiers},
    )


async def show_member(visit: Visit) -> Response:
    """Show what one member has and had; nothing for a number that is nobody's here."""
    member_id = visit.part("member_id")
    held, tiers = await asyncio.gather(read_whole(visit.core_api, _ENTITLEMENTS), read_tiers(visit))
    own = [one for one in held.items if one["member_id"] == member_id]
    return visit.page(
        "creators/member.html",
        member_id=member_id,
        entitlements=with_states(own[::-1], datetime.now(UTC)),
        is_complete=held.is_complete,
        tiers=[tier for tier in tiers if not tier["archived"]],
        tier_names={tier["id"]: tier["name"] for tier in tiers},
    )


async def grant(visit: Visit) -> Response:
    """Entitle a member by hand."""
    made = await visit.core_api.post(_ENTITLEMENTS, body=read_grant(await visit.form()))
    return visit.done("The member is entitled.", f"/studio/members/{made['member_id']}")


async def revoke(visit: Visit) -> Response:
    """End an entitlement now."""
    ended = await visit.core_api.post(f"{_ENTITLEMENTS}/{{}}/revoke", visit.part("entitlement_id"))
    return visit.done("The entitlement has ended.", f"/studio/members/{ended['member_id']}")


async def invite_account(visit: Visit) -> Response:
    """Make a code for somebody who has no account on Black Rose yet, and show it this once."""
    body = {"platform": "blackrose", "role": "member"}
    made = await visit.core_api.post("/api/v1/invitations", body=body)
    return visit.fragment("creators/_account_code.html", made=made)


def read_grant(form: Form) -> dict[str, Any]:
    """Return the body of a grant.

    Raises `BadFormError`.
    """
    until = form.optional("expires_at")
    return {
        "member_id": form.text("member_id"),
        "tier_id": form.text("tier_id"),
        "expires_at": parse_moment(until, "until") if until else None,
    }
