"""The funnel from invitation to renewal: invited, redeemed, paid, renewed.

Each stage holds members of the stage before it, so the numbers never grow. Invited = codes that
were made; redeemed = got an entitlement by one; paid = has a subscription entry; renewed = has
subscription entries in two or more months.
"""

from collections.abc import Iterable

import msgspec

from agents.runtime.errors import TaskError
from agents.velora.kpi import share
from agents.velora.months import month_number
from agents.velora.rows import Entitlement, LedgerEntry

_RENEWED_MONTHS_MIN = 2
Person = tuple[str, str]


class Stage(msgspec.Struct, frozen=True):
    """One stage of the funnel."""

    stage: str
    members: int
    """Invitations in the first stage: nobody knows how many people they reached."""
    of_previous: float | None
    of_first: float | None


def funnel(
    invited: int,
    entitlements: Iterable[Entitlement],
    ledger: Iterable[LedgerEntry],
) -> list[Stage]:
    """Count the stages.

    Raises `TaskError` if fewer were invited than redeemed: then invitations are missing.
    """
    redeemed = {
        (right.creator_id, right.member_id)
        for right in entitlements
        if right.source == "invitation"
    }
    months: dict[Person, set[int]] = {}
    for entry in ledger:
        if entry.kind == "subscription" and entry.member_id is not None:
            person = (entry.creator_id, entry.member_id)
            months.setdefault(person, set()).add(month_number(entry.occurred_at))
    paid = redeemed & months.keys()
    renewed = {person for person in paid if len(months[person]) >= _RENEWED_MONTHS_MIN}
    if invited < len(redeemed):
        raise TaskError(f"{invited} invited but {len(redeemed)} redeemed; count all invitations")
    return _stages(
        [
            ("invited", invited),
            ("redeemed", len(redeemed)),
            ("paid", len(paid)),
            ("renewed", len(renewed)),
        ]
    )


def _stages(counts: list[tuple[str, int]]) -> list[Stage]:
    first = counts[0][1]
    before = [first, *(number for _, number in counts)]
    return [
        Stage(name, number, share(number, previous), share(number, first))
        for (name, number), previous in zip(counts, before, strict=False)
    ]
