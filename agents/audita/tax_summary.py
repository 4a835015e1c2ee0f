"""Sums of one calendar year (UTC) per creator, currency and category of the ledger.

Whole minor units; refunds and fees are negative, payouts stand apart since they only move what was
earned. Every entry of the year is in exactly one row, so the rows add up to the ledger.
"""

from collections.abc import Iterable
from datetime import UTC

import msgspec

from agents.audita.rows import LedgerEntry

NO_ADVICE = (
    "A sum of recorded entries, no tax advice: what is taxable, where and when depends on the law "
    "of the creator's country. Currencies are not converted."
)
UNCATEGORISED = "(none)"


class TaxRow(msgspec.Struct, frozen=True):
    """One category of one creator in one currency."""

    creator_id: str
    currency: str
    category: str
    income_minor: int
    refunds_minor: int
    """Zero or negative."""
    fees_minor: int
    """Zero or negative."""
    net_minor: int
    payouts_minor: int
    entries: int


class CurrencyTotal(msgspec.Struct, frozen=True):
    """All rows in one currency."""

    currency: str
    net_minor: int
    payouts_minor: int
    entries: int


def summarise_year(ledger: Iterable[LedgerEntry], year: int) -> list[TaxRow]:
    """Sum the entries of `year`, in order of creator, currency and category."""
    found: dict[tuple[str, str, str], list[LedgerEntry]] = {}
    for entry in ledger:
        if entry.occurred_at.astimezone(UTC).year == year:
            key = (entry.creator_id, entry.currency, entry.category.strip() or UNCATEGORISED)
            found.setdefault(key, []).append(entry)
    return [_row(key, found[key]) for key in sorted(found)]


def total_by_currency(rows: Iterable[TaxRow]) -> list[CurrencyTotal]:
    """Add up the rows of each currency."""
    found: dict[str, list[TaxRow]] = {}
    for row in rows:
        found.setdefault(row.currency, []).append(row)
    return [
        CurrencyTotal(
            currency,
            sum(row.net_minor for row in found[currency]),
            sum(row.payouts_minor for row in found[currency]),
            sum(row.entries for row in found[currency]),
        )
        for currency in sorted(found)
    ]


def _row(key: tuple[str, str, str], entries: list[LedgerEntry]) -> TaxRow:
    sums = dict.fromkeys(("subscription", "tip", "refund", "payout", "fee"), 0)
    for entry in entries:
        sums[entry.kind] += entry.amount_minor
    income = sums["subscription"] + sums["tip"]
    return TaxRow(
        *key,
        income_minor=income,
        refunds_minor=-sums["refund"],
        fees_minor=-sums["fee"],
        net_minor=income - sums["refund"] - sums["fee"],
        payouts_minor=sums["payout"],
        entries=len(entries),
    )
