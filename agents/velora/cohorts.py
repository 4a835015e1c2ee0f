"""Cohort retention: of the members who first paid in a month, how many paid again later.

Cohort = month of the first payment (UTC); retained in month k = at least one payment in the k-th
month after it. Only months that are over are counted.
"""

from collections.abc import Iterable

import msgspec

from agents.velora.kpi import share
from agents.velora.months import render_month
from agents.velora.payments import Payments


class Cohort(msgspec.Struct, frozen=True):
    """The members of one first month."""

    month: str
    size: int
    paying: list[int]
    """Members who paid in month 0, 1, 2 ... after the first one; the first value is the size."""
    retention: list[float | None]
    """The same as shares of the size."""


def cohorts(payments: Iterable[Payments], until: int, count: int) -> list[Cohort]:
    """Follow the last `count` cohorts up to the month before the running number `until`."""
    found: dict[int, list[frozenset[int]]] = {}
    for one in payments:
        first = min(one.months)
        if until - count <= first < until:
            found.setdefault(first, []).append(one.months)
    return [_follow(first, found[first], until) for first in sorted(found)]


def _follow(first: int, members: list[frozenset[int]], until: int) -> Cohort:
    paying = [sum(month in months for months in members) for month in range(first, until)]
    return Cohort(
        month=render_month(first),
        size=len(members),
        paying=paying,
        retention=[share(number, len(members)) for number in paying],
    )
