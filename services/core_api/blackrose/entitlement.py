"""What a member may read, as a pure rule: entitlements and tiers in, what they open out.

An entitlement counts from its start until its end, while it is not revoked. It opens the creator's
posts for members, and those of its tier and of the tiers below (a smaller position).
"""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.core_api.blackrose.post_state import Audience

_DECEMBER = 12


@dataclass(frozen=True, slots=True)
class Grant:
    """An entitlement, as far as reading asks for it."""

    creator_id: UUID
    tier_id: UUID
    starts_at: datetime
    ends_at: datetime | None
    revoked_at: datetime | None

    def is_active(self, now: datetime) -> bool:
        """Say whether it counts now; its end is no part of it."""
        is_over = self.ends_at is not None and self.ends_at <= now
        return self.revoked_at is None and self.starts_at <= now and not is_over


@dataclass(frozen=True, slots=True)
class Step:
    """A tier, as far as reading asks for it."""

    tier_id: UUID
    creator_id: UUID
    position: int


@dataclass(frozen=True, slots=True)
class Opened:
    """What a member may read beyond what is public."""

    creators: frozenset[UUID] = frozenset()
    tiers: frozenset[UUID] = frozenset()

    def allows(self, audience: Audience, creator_id: UUID, tier_id: UUID | None) -> bool:
        """Say whether a published post may be read."""
        if audience is Audience.PUBLIC:
            return True
        if audience is Audience.MEMBERS:
            return creator_id in self.creators
        return tier_id in self.tiers


def open_with(grants: Iterable[Grant], steps: Iterable[Step], now: datetime) -> Opened:
    """Return what these entitlements open now."""
    active = [grant for grant in grants if grant.is_active(now)]
    ladder = list(steps)
    held = {grant.tier_id for grant in active}
    tops = [step for step in ladder if step.tier_id in held]
    below = {
        step.tier_id
        for step in ladder
        for top in tops
        if step.creator_id == top.creator_id and step.position < top.position
    }
    return Opened(frozenset(grant.creator_id for grant in active), frozenset(held | below))


def month_after(moment: datetime) -> datetime:
    """Return the same moment a month later, on the month's last day if it has no such day."""
    year, month = divmod(moment.month, _DECEMBER)
    year, month = moment.year + year, month + 1
    return moment.replace(year=year, month=month, day=min(moment.day, monthrange(year, month)[1]))
