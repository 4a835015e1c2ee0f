"""Tiers, invitations, entitlements and the ledger: who may read what, and what was paid."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    ColumnElement,
    DateTime,
    ForeignKey,
    Index,
    Text,
    UniqueConstraint,
    Uuid,
    and_,
    or_,
)
from sqlalchemy.orm import Mapped, mapped_column

from services.core_api.blackrose.columns import At, Creator, Key, Person, Tier, Words, one_of
from services.core_api.models import Base


class Source(StrEnum):
    """Where an entitlement comes from."""

    INVITATION = "invitation"
    LEDGER = "ledger"
    GRANT = "grant"


class Kind(StrEnum):
    """What an entry of the ledger is."""

    SUBSCRIPTION = "subscription"
    TIP = "tip"
    REFUND = "refund"
    PAYOUT = "payout"
    FEE = "fee"


class TierRecord(Base):
    """What a member can subscribe to; never deleted, only archived."""

    __tablename__ = "brc_tier"
    __table_args__ = (
        CheckConstraint("price_minor >= 0", name="price_not_negative"),
        Index(None, "creator_id", "position"),
    )

    id: Mapped[Key]
    creator_id: Mapped[Creator]
    name: Mapped[Words]
    price_minor: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[Words]
    benefits: Mapped[list[str]] = mapped_column(ARRAY(Text))
    position: Mapped[int]
    archived: Mapped[bool]
    created_at: Mapped[At]


class InvitationRecord(Base):
    """A code that entitles whoever redeems it first; only its hash is kept."""

    __tablename__ = "brc_tier_invitation"
    __table_args__ = (
        UniqueConstraint("code_sha256"),
        CheckConstraint("days > 0", name="days_positive"),
        Index(None, "creator_id", "created_at"),
    )

    id: Mapped[Key]
    creator_id: Mapped[Creator]
    tier_id: Mapped[Tier]
    code_sha256: Mapped[Words]
    days: Mapped[int | None]
    """How long the entitlement lasts; NULL until it is revoked."""
    created_at: Mapped[At]
    expires_at: Mapped[At]
    redeemed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class LedgerRecord(Base):
    """An amount that moved; append-only, corrected by further entries."""

    __tablename__ = "brc_ledger_entry"
    __table_args__ = (
        UniqueConstraint("creator_id", "reference"),
        CheckConstraint("amount_minor > 0", name="amount_positive"),
        CheckConstraint(one_of("kind", Kind), name="kind_known"),
        Index(None, "creator_id", "occurred_at"),
    )

    id: Mapped[Key]
    creator_id: Mapped[Creator]
    member_id: Mapped[UUID | None] = mapped_column(Uuid)
    tier_id: Mapped[UUID | None] = mapped_column(ForeignKey("brc_tier.id"))
    kind: Mapped[Words]
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[Words]
    occurred_at: Mapped[At]
    category: Mapped[Words]
    reference: Mapped[Words]
    recorded_at: Mapped[At]


class EntitlementRecord(Base):
    """What one member may read of one creator, for how long, and why."""

    __tablename__ = "brc_entitlement"
    __table_args__ = (
        UniqueConstraint("ledger_entry_id"),
        CheckConstraint(one_of("source", Source), name="source_known"),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        Index(None, "member_id", "creator_id"),
        Index(None, "creator_id", "member_id"),
    )

    id: Mapped[Key]
    member_id: Mapped[Person]
    creator_id: Mapped[Creator]
    tier_id: Mapped[Tier]
    source: Mapped[Words]
    starts_at: Mapped[At]
    ends_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    revoked_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    ledger_entry_id: Mapped[UUID | None] = mapped_column(ForeignKey("brc_ledger_entry.id"))

    @classmethod
    def active_at(cls, moment: datetime) -> ColumnElement[bool]:
        """Render the rule of `entitlement.Grant.is_active` for a query."""
        return and_(
            cls.revoked_at.is_(None),
            cls.starts_at <= moment,
            or_(cls.ends_at.is_(None), cls.ends_at > moment),
        )
