"""Ledger entries and entitlements of analytics, short to write in a test."""

from datetime import UTC, datetime
from typing import Any

from agents.velora.rows import Entitlement, LedgerEntry

CREATOR = "00000000-0000-4000-8000-00000000000c"


def at(text: str) -> datetime:
    """Return noon UTC of a day written `YYYY-MM-DD`."""
    return datetime.fromisoformat(f"{text}T12:00:00").replace(tzinfo=UTC)


def entry(day: str, amount: int, member: str | None = "ann", **fields: Any) -> LedgerEntry:  # noqa: ANN401 - any field
    """Return an entry: a subscription in EUR unless `fields` say otherwise."""
    facts = {
        "creator_id": CREATOR,
        "kind": "subscription",
        "amount_minor": amount,
        "currency": "EUR",
        "occurred_at": at(day),
        "member_id": member,
    }
    return LedgerEntry(**{**facts, **fields})


def right(member: str, start: str, end: str | None = None, **fields: Any) -> Entitlement:  # noqa: ANN401 - any field
    """Return an entitlement by invitation unless `fields` say otherwise."""
    facts = {
        "member_id": member,
        "creator_id": CREATOR,
        "tier_id": "tier",
        "source": "invitation",
        "starts_at": at(start),
        "ends_at": at(end) if end else None,
    }
    return Entitlement(**{**facts, **fields})
