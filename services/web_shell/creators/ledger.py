"""The ledger of a creator: what moved, as papers say; entries are added and never changed.

core-api gives no sums, so none are shown: entries can be in different currencies.
"""

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any

from starlette.responses import Response

from services.console.forms import Form
from services.console.visit import Visit
from services.web_shell.creators.studio import BASE, own_creator, read_tiers
from services.web_shell.form_values import (
    CURRENCIES,
    parse_day,
    parse_moment,
    parse_money,
    start_of,
)

KINDS = ("subscription", "tip", "refund", "payout", "fee")
INCOMING = frozenset({"subscription", "tip"})
"""What a creator gets; the other kinds leave."""
_LEDGER = f"{BASE}/ledger"
_SHOWN_DAYS = 90
_PAGE_ITEMS = 100


async def show_ledger(visit: Visit) -> Response:
    """List the entries of a time, of the last three months at first."""
    today = datetime.now(UTC).date()
    since = parse_day(visit.query("since"), "from") or today - timedelta(days=_SHOWN_DAYS)
    until = parse_day(visit.query("until"), "until")
    kind = visit.query("kind") if visit.query("kind") in KINDS else None
    query = {
        "kind": kind,
        "from": start_of(since),
        "until": start_of(_day_after(until)),
        "after": visit.query("after"),
        "limit": _PAGE_ITEMS,
    }
    listing, tiers = await asyncio.gather(
        visit.core_api.get(_LEDGER, query=query), read_tiers(visit)
    )
    return visit.page(
        "creators/ledger.html",
        entries=listing["items"],
        following=listing["next"],
        since=since.isoformat(),
        until=until.isoformat() if until else "",
        kind=kind or "all",
        kinds=KINDS,
        incoming=INCOMING,
        currencies=CURRENCIES,
        tiers=tiers,
        tier_names={tier["id"]: tier["name"] for tier in tiers},
        now=datetime.now(UTC).isoformat()[:16],
    )


async def add_entry(visit: Visit) -> Response:
    """Add an entry; a subscription of a member to a tier entitles the member."""
    body = {**read_entry(await visit.form()), "creator_id": own_creator(visit)}
    made = await visit.core_api.post(_LEDGER, body=body)
    entitles = made["kind"] == "subscription" and made["member_id"] and made["tier_id"]
    said = "The entry is kept; the member is entitled for a month from then on."
    return visit.done(said if entitles else "The entry is kept.", "/studio/ledger")


def read_entry(form: Form) -> dict[str, Any]:
    """Return the body of an entry, without whose it is.

    Raises `BadFormError`.
    """
    return {
        "kind": form.text("kind"),
        "member_id": form.optional("member_id"),
        "tier_id": form.optional("tier_id"),
        "amount_minor": parse_money(form.text("amount")),
        "currency": form.text("currency"),
        "occurred_at": parse_moment(form.text("occurred_at"), "when"),
        "category": form.text("category"),
        "reference": form.text("reference"),
    }


def _day_after(day: date | None) -> date | None:
    return None if day is None else day + timedelta(days=1)
