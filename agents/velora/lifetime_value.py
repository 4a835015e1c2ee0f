"""Lifetime value of a member: what was paid so far, and a simple prediction.

Historic: net amount (payments less refunds) per paying member. Predictive: monthly revenue per
member divided by monthly churn, the mean of a geometric life time (Gupta and Lehmann, "Customers as
assets", Journal of Interactive Marketing 17 (2003), without discount and margin). It assumes that
churn and revenue stay as they were, and is refused when nobody left: then it would be infinite.
"""

from collections.abc import Collection, Sequence

import msgspec

from agents.velora.kpi import rounded_quotient, share
from agents.velora.payments import Payments

LIMITS = (
    "predictive value = monthly revenue per member / monthly churn; it assumes that both stay "
    "as in the months observed, and knows neither costs nor discount"
)
MONTHS_MIN = 3
"""Fewer transitions between months say nothing about churn."""


class LifetimeValue(msgspec.Struct, frozen=True):
    """Lifetime value in one currency."""

    members: int
    historic_total_minor: int
    historic_mean_minor: int | None
    observed_months: int
    member_months: int
    """Months with a payment, over all members observed."""
    lost_member_months: int
    """How often a member who paid in one month did not pay in the next."""
    churn: float | None
    predictive_minor: int | None
    reason: str
    """Why there is no prediction; empty if there is one."""


def lifetime_value(payments: Collection[Payments], until: int, window: int) -> LifetimeValue:
    """Compute both values from payments before the month `until`, churn from the last `window`."""
    total = sum(one.amount_minor for one in payments)
    first = min((min(one.months) for one in payments), default=until)
    months = range(max(first, until - window), until)
    stays = [_transitions(one.months, months) for one in payments]
    base, lost = sum(stay[0] for stay in stays), sum(stay[1] for stay in stays)
    reason = _why_not(months, base, lost)
    return LifetimeValue(
        members=len(payments),
        historic_total_minor=total,
        historic_mean_minor=_mean(total, len(payments)),
        observed_months=len(months),
        member_months=base,
        lost_member_months=lost,
        churn=share(lost, base),
        predictive_minor=None if reason else _predict(payments, base, lost),
        reason=reason,
    )


def _transitions(paid: frozenset[int], months: range) -> tuple[int, int]:
    """Count months with a payment that have a next month in the window, and the lost ones."""
    followed = [month for month in months[:-1] if month in paid]
    return len(followed), sum(month + 1 not in paid for month in followed)


def _predict(payments: Collection[Payments], base: int, lost: int) -> int:
    """ARPU / churn, in whole numbers: (amount / active months) / (lost / base)."""
    amount = sum(one.amount_minor for one in payments)
    active = sum(len(one.months) for one in payments)
    return _mean(amount * base, active * lost) or 0


def _mean(amount: int, count: int) -> int | None:
    return rounded_quotient(amount, count) if count else None


def _why_not(months: Sequence[int], base: int, lost: int) -> str:
    if len(months) < MONTHS_MIN:
        return f"{len(months)} complete months with payments, at least {MONTHS_MIN} are needed"
    if not base:
        return "nobody paid in the months observed, so there is no churn to measure"
    if not lost:
        return "nobody left in the months observed: a value without end is no prediction"
    return ""
