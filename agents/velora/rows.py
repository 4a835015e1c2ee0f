"""The rows of core-api's Black Rose area that analytics needs, with the fields that it needs."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec

Kind = Literal["subscription", "tip", "refund", "payout", "fee"]
Moment = Annotated[datetime, msgspec.Meta(tz=True)]

INCOME: tuple[Kind, ...] = ("subscription", "tip")
"""What members pay; a refund takes some of it back."""


class Identified(msgspec.Struct, frozen=True):
    """A row that is only counted or followed."""

    id: str


class LedgerEntry(msgspec.Struct, frozen=True):
    """One entry of the ledger; the amount is positive for every kind."""

    creator_id: str
    kind: Kind
    amount_minor: Annotated[int, msgspec.Meta(ge=0)]
    currency: str
    occurred_at: Moment
    member_id: str | None = None
    tier_id: str | None = None
    category: str = ""
    reference: str = ""


class Entitlement(msgspec.Struct, frozen=True):
    """A member's right to a tier for a time."""

    member_id: str
    creator_id: str
    tier_id: str
    source: str
    starts_at: Moment
    ends_at: Moment | None = None
    revoked_at: Moment | None = None

    def is_active(self, at: datetime) -> bool:
        """Tell whether it opens the tier at that moment."""
        ends = [end for end in (self.ends_at, self.revoked_at) if end is not None]
        return self.starts_at <= at and all(at < end for end in ends)


class Member(msgspec.Struct, frozen=True):
    """A member of a creator, as the CRM lists it."""

    member_id: str
    creator_id: str
    first_entitled_at: Moment
    active: bool
    tier_id: str | None = None


class Tier(msgspec.Struct, frozen=True):
    """A tier that a creator offers."""

    id: str
    name: str
    price_minor: int
    currency: str
