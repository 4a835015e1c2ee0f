"""Key figures of one month from ledger and entitlements.

Amounts are whole minor units per currency and are never added across currencies. A share whose
base is zero is no share: it is left out (null) instead of a made-up 0.
"""

from collections.abc import Iterable
from datetime import datetime

import msgspec

from agents.velora.months import month_number, month_start, render_month
from agents.velora.rows import INCOME, Entitlement, LedgerEntry

_SHARE_DIGITS = 4


class CurrencyFigures(msgspec.Struct, frozen=True):
    """Money of one month in one currency."""

    currency: str
    income_minor: int
    """Subscriptions and tips."""
    refunds_minor: int
    fees_minor: int
    payouts_minor: int
    net_minor: int
    """Income without refunds and fees; payouts only move it to the creator."""
    mrr_minor: int
    """Subscription income: a subscription entry pays for one month."""
    paying_members: int
    arpu_minor: int | None
    """Income per paying member, rounded half up."""


class KpiReport(msgspec.Struct, frozen=True):
    """The figures of one month."""

    month: str
    complete: bool
    """Whether the month was over when the report was made."""
    currencies: list[CurrencyFigures]
    active_members: int
    """Members with an entitlement at the end of the month, or now if it is not over."""
    members_at_start: int
    lost_members: int
    """Active at the start of the month and not at its end."""
    gained_members: int
    churn: float | None
    """Lost members per member at the start."""
    conversion: float | None
    """Members that ever paid a subscription, per member that ever had an entitlement."""


def report_month(
    ledger: Iterable[LedgerEntry],
    entitlements: Iterable[Entitlement],
    month: int,
    now: datetime,
) -> KpiReport:
    """Compute the figures of the month with that running number."""
    entries, rights = list(ledger), list(entitlements)
    start, end = month_start(month), month_start(month + 1)
    before, after = active_members(rights, start), active_members(rights, min(end, now))
    entitled = {(right.creator_id, right.member_id) for right in rights if right.starts_at < end}
    return KpiReport(
        month=render_month(month),
        complete=end <= now,
        currencies=money_by_currency(entries, month),
        active_members=len(after),
        members_at_start=len(before),
        lost_members=len(before - after),
        gained_members=len(after - before),
        churn=share(len(before - after), len(before)),
        conversion=share(len(entitled & _subscribers(entries, end)), len(entitled)),
    )


def active_members(rights: Iterable[Entitlement], at: datetime) -> set[tuple[str, str]]:
    """Creator and member of every entitlement that is active at that moment."""
    return {(right.creator_id, right.member_id) for right in rights if right.is_active(at)}


def money_by_currency(entries: Iterable[LedgerEntry], month: int) -> list[CurrencyFigures]:
    """Sum one month per currency, in order of the currency's code."""
    found: dict[str, list[LedgerEntry]] = {}
    for entry in entries:
        if month_number(entry.occurred_at) == month:
            found.setdefault(entry.currency, []).append(entry)
    return [_figures(currency, found[currency]) for currency in sorted(found)]


def _figures(currency: str, entries: list[LedgerEntry]) -> CurrencyFigures:
    sums = dict.fromkeys(("subscription", "tip", "refund", "payout", "fee"), 0)
    for entry in entries:
        sums[entry.kind] += entry.amount_minor
    income = sums["subscription"] + sums["tip"]
    paying = len({entry.member_id for entry in entries if entry.kind in INCOME} - {None})
    return CurrencyFigures(
        currency=currency,
        income_minor=income,
        refunds_minor=sums["refund"],
        fees_minor=sums["fee"],
        payouts_minor=sums["payout"],
        net_minor=income - sums["refund"] - sums["fee"],
        mrr_minor=sums["subscription"],
        paying_members=paying,
        arpu_minor=rounded_quotient(income, paying) if paying else None,
    )


def _subscribers(entries: Iterable[LedgerEntry], end: datetime) -> set[tuple[str, str]]:
    return {
        (entry.creator_id, entry.member_id)
        for entry in entries
        if entry.kind == "subscription" and entry.member_id is not None and entry.occurred_at < end
    }


def rounded_quotient(amount: int, count: int) -> int:
    """Divide whole numbers and round half up; `count` is positive."""
    return (2 * amount + count) // (2 * count)


def share(part: int, base: int) -> float | None:
    """Return `part` of `base`, or nothing when there is no base."""
    return round(part / base, _SHARE_DIGITS) if base else None
