"""Tiers of a creator: what members can have, at which price; and codes that open one."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

from starlette.responses import Response

from services.console.errors import NotThereError
from services.console.forms import Form
from services.console.visit import Visit
from services.web_shell.creators.studio import BASE, own_creator, read_tiers
from services.web_shell.entitlement_state import code_state
from services.web_shell.form_values import (
    CURRENCIES,
    parse_moment,
    parse_money,
    split_lines,
)
from services.web_shell.whole_list import read_whole

_CODE_DAYS = 14
"""Suggested for the time in which a code can be redeemed."""
_TIERS = f"{BASE}/creators/{{}}/tiers"
_INVITATIONS = f"{BASE}/creators/{{}}/tier-invitations"


async def show_tiers(visit: Visit) -> Response:
    """Show the ladder of tiers, and the form of a new one."""
    tiers, counted = await asyncio.gather(
        read_tiers(visit),
        visit.core_api.get(f"{BASE}/creators/{{}}/statistics", own_creator(visit)),
    )
    top = max((tier["position"] for tier in tiers), default=0)
    return visit.page(
        "creators/tiers.html",
        tiers=tiers,
        active=counted["active_entitlements"],
        next_position=min(top + 1, 1000),
        currencies=CURRENCIES,
    )


async def create_tier(visit: Visit) -> Response:
    """Make a tier."""
    body = read_tier(await visit.form())
    await visit.core_api.post(_TIERS, own_creator(visit), body=body)
    return visit.done(f"The tier {body['name']} is there.", "/studio/tiers")


async def show_tier(visit: Visit) -> Response:
    """Show the form of one tier.

    Raises `NotThereError`.
    """
    found = [tier for tier in await read_tiers(visit) if tier["id"] == visit.part("tier_id")]
    if not found:
        raise NotThereError("no such tier")
    return visit.page("creators/tier.html", tier=found[0], currencies=CURRENCIES)


async def change_tier(visit: Visit) -> Response:
    """Keep a changed tier; archived ones can be had no more."""
    form = await visit.form()
    body = {**read_tier(form), "archived": form.ticked("archived")}
    await visit.core_api.patch(f"{BASE}/tiers/{{}}", visit.part("tier_id"), body=body)
    return visit.done(f"The tier {body['name']} is changed.", "/studio/tiers")


async def show_invitations(visit: Visit) -> Response:
    """List the codes that were made, and the form of a new one."""
    return visit.page("creators/invitations.html", **await _read_invitations(visit), made=None)


async def invite(visit: Visit) -> Response:
    """Make a code and show it this once."""
    body = read_invitation(await visit.form())
    made = await visit.core_api.post(_INVITATIONS, own_creator(visit), body=body)
    values = await _read_invitations(visit)
    return visit.fragment("creators/_invitations.html", **values, made=made)


async def _read_invitations(visit: Visit) -> dict[str, Any]:
    made, tiers = await asyncio.gather(
        read_whole(visit.core_api, _INVITATIONS, own_creator(visit)), read_tiers(visit)
    )
    now = datetime.now(UTC)
    return {
        "invitations": [{**one, "state": code_state(one, now)} for one in made.items[::-1]],
        "suggested": (now + timedelta(days=_CODE_DAYS)).isoformat()[:16],
        "tiers": [tier for tier in tiers if not tier["archived"]],
        "tier_names": {tier["id"]: tier["name"] for tier in tiers},
    }


def read_tier(form: Form) -> dict[str, Any]:
    """Return the body of a tier.

    Raises `BadFormError`.
    """
    return {
        "name": form.text("name"),
        "price_minor": parse_money(form.text("price")),
        "currency": form.text("currency"),
        "position": form.number("position"),
        "benefits": split_lines(form.optional("benefits")),
    }


def read_invitation(form: Form) -> dict[str, Any]:
    """Return the body of an invitation.

    Raises `BadFormError`.
    """
    return {
        "tier_id": form.text("tier_id"),
        "expires_at": parse_moment(form.text("expires_at"), "can be redeemed until"),
        "days": form.number("days") if form.optional("days") else None,
    }
