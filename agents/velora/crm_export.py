"""The CRM as a table: one row per member, creator and currency.

Members who never paid have one row without currency. Only what the platform knows as identifiers
is in it: no names and no addresses.
"""

from collections.abc import Iterable, Mapping

from agents.runtime.csv_text import Cell
from agents.velora.payments import Payments, payments_by_member
from agents.velora.rows import LedgerEntry, Member, Tier

HEADER = (
    "creator_id",
    "member_id",
    "tier",
    "active",
    "first_entitled_at",
    "currency",
    "payments",
    "net_paid_minor",
    "refunded_minor",
    "last_paid_at",
)


def crm_rows(
    members: Iterable[Member], ledger: Iterable[LedgerEntry], tiers: Iterable[Tier]
) -> list[tuple[Cell, ...]]:
    """Join members with their payments, in order of creator and member."""
    entries = list(ledger)
    names = {tier.id: tier.name for tier in tiers}
    paid = {
        currency: payments_by_member(entries, currency)
        for currency in sorted({entry.currency for entry in entries})
    }
    ordered = sorted(members, key=lambda member: (member.creator_id, member.member_id))
    return [row for member in ordered for row in _member_rows(member, names, paid)]


def _member_rows(
    member: Member,
    names: Mapping[str, str],
    paid: Mapping[str, Mapping[tuple[str, str], Payments]],
) -> list[tuple[Cell, ...]]:
    key = (member.creator_id, member.member_id)
    tier = names.get(member.tier_id or "", member.tier_id)
    start: tuple[Cell, ...] = (
        *key,
        tier,
        "yes" if member.active else "no",
        member.first_entitled_at.isoformat(),
    )
    rows = [
        (*start, currency, one.count, one.amount_minor, one.refunded_minor, one.last_at.isoformat())
        for currency, payments in paid.items()
        if (one := payments.get(key))
    ]
    return rows or [(*start, None, 0, 0, 0, None)]
