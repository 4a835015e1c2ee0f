"""What keeps a post back: copyright notices, removal requests, reports; the moderation log."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, Index, LargeBinary, Text, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from services.core_api.blackrose.columns import At, Creator, Key, Post, Words, one_of
from services.core_api.models import Base


class NoticeStatus(StrEnum):
    """Where a copyright notice is."""

    RECEIVED = "received"
    """The post was not to be seen any more."""
    HIDDEN = "hidden"
    COUNTERED = "countered"
    RESTORED = "restored"
    WITHDRAWN = "withdrawn"
    UPHELD = "upheld"


class RemovalStatus(StrEnum):
    """Where an urgent removal request is."""

    OPEN = "open"
    REMOVED = "removed"
    REJECTED = "rejected"


class ReportStatus(StrEnum):
    """Where a member's report is."""

    OPEN = "open"
    HIDDEN = "hidden"
    DISMISSED = "dismissed"


NOTICE_HOLDS = (NoticeStatus.HIDDEN, NoticeStatus.COUNTERED, NoticeStatus.UPHELD)
REMOVAL_HOLDS = (RemovalStatus.OPEN, RemovalStatus.REMOVED)


class NoticeRecord(Base):
    """A notice of 17 U.S.C. 512(c)(3) and what became of it."""

    __tablename__ = "brc_notice"
    __table_args__ = (
        CheckConstraint(one_of("status", NoticeStatus), name="status_known"),
        Index(None, "post_id"),
        Index(None, "creator_id", "received_at"),
    )

    id: Mapped[Key]
    post_id: Mapped[Post]
    creator_id: Mapped[Creator]
    status: Mapped[Words]
    claimant_name: Mapped[Words]
    claimant_contact: Mapped[Words]
    work_description: Mapped[Words]
    signature: Mapped[Words]
    received_at: Mapped[At]
    hidden_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    notified_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    """When the creator was first shown the notice."""
    counter_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    """The counter-notice names the creator: encrypted like the legal name."""
    counter_received_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    restore_not_before: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    restore_not_after: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    decided_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class RemovalRecord(Base):
    """A request to take intimate content down, for a post and everything identical to it."""

    __tablename__ = "brc_removal"
    __table_args__ = (
        CheckConstraint(one_of("status", RemovalStatus), name="status_known"),
        Index(None, "content_sha256"),
        Index(None, "image_sha256"),
        Index(None, "image_source_sha256"),
        Index(None, "received_at"),
    )

    id: Mapped[Key]
    post_id: Mapped[Post]
    creator_id: Mapped[Creator]
    content_sha256: Mapped[Words]
    image_sha256: Mapped[str | None] = mapped_column(Text)
    image_source_sha256: Mapped[str | None] = mapped_column(Text)
    """Both NULL if the post had no picture."""
    status: Mapped[Words]
    contact: Mapped[Words]
    statement: Mapped[Words]
    signature: Mapped[Words]
    received_at: Mapped[At]
    alarm_at: Mapped[At]
    due_at: Mapped[At]
    decided_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class ReportRecord(Base):
    """A member's complaint about a post."""

    __tablename__ = "brc_report"
    __table_args__ = (
        CheckConstraint(one_of("status", ReportStatus), name="status_known"),
        Index(None, "post_id"),
        Index(None, "reported_at"),
    )

    id: Mapped[Key]
    post_id: Mapped[Post]
    creator_id: Mapped[Creator]
    reporter_id: Mapped[UUID | None] = mapped_column(Uuid)
    reason_code: Mapped[Words]
    note: Mapped[Words]
    status: Mapped[Words]
    reported_at: Mapped[At]
    due_at: Mapped[At]
    decided_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class ModerationRecord(Base):
    """What was done to a post or a case, by whom and why; append-only, and silent about GodMode."""

    __tablename__ = "brc_moderation"
    __table_args__ = (Index(None, "at"), Index(None, "object_id"))

    id: Mapped[Key]
    at: Mapped[At]
    actor_id: Mapped[UUID | None] = mapped_column(Uuid)
    """NULL for what came in through a public form."""
    action: Mapped[Words]
    object_kind: Mapped[Words]
    object_id: Mapped[UUID] = mapped_column(Uuid)
    reason_code: Mapped[str | None] = mapped_column(Text)
    note: Mapped[str | None] = mapped_column(Text)
