"""What each member paid in one currency: how often, how much, when first and last.

A refund lowers the amount and is no payment of its own; entries without a member belong to nobody
and are left out here.
"""

from collections.abc import Iterable
from datetime import datetime

import msgspec

from agents.velora.months import month_number
from agents.velora.rows import INCOME, LedgerEntry

Payer = tuple[str, str]
"""Creator and member: the same person is another customer for another creator."""


class Payments(msgspec.Struct, frozen=True):
    """The payments of one member to one creator."""

    count: int
    amount_minor: int
    """Paid and not refunded; below zero if more was refunded than paid."""
    refunded_minor: int
    first_at: datetime
    last_at: datetime
    months: frozenset[int]
    """Running numbers of the months with a payment."""


def payments_by_member(entries: Iterable[LedgerEntry], currency: str) -> dict[Payer, Payments]:
    """Collect the payments of every member that paid at least once."""
    paid: dict[Payer, list[LedgerEntry]] = {}
    refunded: dict[Payer, int] = {}
    for entry in entries:
        if entry.currency != currency or entry.member_id is None:
            continue
        payer = (entry.creator_id, entry.member_id)
        if entry.kind in INCOME:
            paid.setdefault(payer, []).append(entry)
        elif entry.kind == "refund":
            refunded[payer] = refunded.get(payer, 0) + entry.amount_minor
    return {payer: _collect(paid[payer], refunded.get(payer, 0)) for payer in sorted(paid)}


def _collect(entries: list[LedgerEntry], refunded_minor: int) -> Payments:
    moments = [entry.occurred_at for entry in entries]
    return Payments(
        count=len(entries),
        amount_minor=sum(entry.amount_minor for entry in entries) - refunded_minor,
        refunded_minor=refunded_minor,
        first_at=min(moments),
        last_at=max(moments),
        months=frozenset(map(month_number, moments)),
    )
