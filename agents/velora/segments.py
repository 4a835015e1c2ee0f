"""RFM segments: members by how recently, how often and how much they paid.

Each of the three is scored 1 to 5 by quintiles of the members; equal values get equal scores. The
segment is the first rule below that fits, so every member is in exactly one. Method: Hughes,
"Strategic Database Marketing" (1994), quintiles of recency, frequency and monetary value.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from agents.runtime.errors import TaskError
from agents.velora.payments import Payer, Payments

MEMBERS_MIN = 5
"""Quintiles of fewer members say nothing."""
_QUINTILES = 5
_HIGH, _MIDDLE = 4, 3
SEGMENTS = {
    "champions": "paid lately, often and much (all three scores 4 or 5)",
    "loyal": "pay often (F 4 or 5) and not long ago (R 3 to 5)",
    "promising": "paid lately (R 4 or 5), not often yet (F 1 to 3)",
    "needs_attention": "in the middle of recency (R 3) and not often (F 1 to 3)",
    "at_risk": "paid often (F 4 or 5), but not lately (R 1 or 2)",
    "big_spenders_gone": "paid much (M 4 or 5), neither often nor lately",
    "hibernating": "paid neither lately, nor often, nor much",
}
"""Name -> what its members have in common."""


class Scored(msgspec.Struct, frozen=True):
    """One member with its scores and its segment."""

    creator_id: str
    member_id: str
    recency: int
    frequency: int
    monetary: int
    segment: str


class SegmentSummary(msgspec.Struct, frozen=True):
    """One segment as a whole."""

    segment: str
    meaning: str
    members: int
    amount_minor: int


def score_members(payments: Mapping[Payer, Payments], now: datetime) -> list[Scored]:
    """Score every member and name its segment.

    Raises `TaskError` if there are too few members for quintiles.
    """
    if len(payments) < MEMBERS_MIN:
        raise TaskError(
            f"{len(payments)} paying members, at least {MEMBERS_MIN} are needed for quintiles"
        )
    payers = list(payments)
    # Days, not moments: who paid on the same day paid equally lately.
    recency = quintiles([-(now - payments[payer].last_at).days for payer in payers])
    frequency = quintiles([payments[payer].count for payer in payers])
    monetary = quintiles([payments[payer].amount_minor for payer in payers])
    return [
        Scored(*payer, r, f, m, segment_of(r, f, m))
        for payer, r, f, m in zip(payers, recency, frequency, monetary, strict=True)
    ]


def quintiles(values: Sequence[int]) -> list[int]:
    """Score each value 1 to 5 by the share of values that are smaller."""
    smaller: dict[int, int] = {}
    for position, value in enumerate(sorted(values)):
        smaller.setdefault(value, position)
    return [1 + _QUINTILES * smaller[value] // len(values) for value in values]


def segment_of(recency: int, frequency: int, monetary: int) -> str:
    """Name the segment of these scores; the order of the rules is part of them."""
    if min(recency, frequency, monetary) >= _HIGH:
        return "champions"
    if frequency >= _HIGH:
        return "loyal" if recency >= _MIDDLE else "at_risk"
    if recency >= _HIGH:
        return "promising"
    if recency == _MIDDLE:
        return "needs_attention"
    return "big_spenders_gone" if monetary >= _HIGH else "hibernating"


def summarise_segments(
    scored: Sequence[Scored], payments: Mapping[Payer, Payments]
) -> list[SegmentSummary]:
    """Count members and add up amounts of every segment, also of the empty ones."""
    members = {name: [one for one in scored if one.segment == name] for name in SEGMENTS}
    return [
        SegmentSummary(
            name,
            meaning,
            len(members[name]),
            sum(payments[one.creator_id, one.member_id].amount_minor for one in members[name]),
        )
        for name, meaning in SEGMENTS.items()
    ]
