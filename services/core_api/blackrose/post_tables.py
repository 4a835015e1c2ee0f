"""Posts, the persons they depict, and their consents; what a post shows is `media_tables`."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, DateTime, ForeignKey, Index, Text, Uuid
from sqlalchemy.orm import Mapped, mapped_column, relationship

from services.core_api.blackrose.columns import At, Creator, Key, Post, Words, one_of
from services.core_api.blackrose.media_tables import ImageRecord
from services.core_api.blackrose.post_state import Audience, Status
from services.core_api.models import Base


class PostRecord(Base):
    """A post; the database, too, refuses a review by its author and content nobody approved."""

    __tablename__ = "brc_post"
    __table_args__ = (
        CheckConstraint(one_of("status", Status), name="status_known"),
        CheckConstraint(one_of("access", Audience), name="access_known"),
        CheckConstraint("(access = 'tier') = (tier_id IS NOT NULL)", name="tier_named"),
        CheckConstraint(
            "approved_by IS NULL OR (approved_by IS DISTINCT FROM author_id"
            " AND approved_by IS DISTINCT FROM edited_by)",
            name="second_person",
        ),
        CheckConstraint(
            "status NOT IN ('approved', 'published', 'hidden')"
            " OR coalesce(approved_sha256 = content_sha256, false)",
            name="approved_content",
        ),
        CheckConstraint("status <> 'published' OR published_at IS NOT NULL", name="published_at"),
        Index(None, "creator_id", "created_at"),
        Index(None, "content_sha256"),
    )

    id: Mapped[Key]
    creator_id: Mapped[Creator]
    author_id: Mapped[UUID | None] = mapped_column(Uuid)
    """NULL if nobody may be named."""
    edited_by: Mapped[UUID | None] = mapped_column(Uuid)
    title: Mapped[Words]
    body: Mapped[Words]
    access: Mapped[Words]
    tier_id: Mapped[UUID | None] = mapped_column(ForeignKey("brc_tier.id"))
    status: Mapped[Words]
    alt_text: Mapped[str | None] = mapped_column(Text)
    tags: Mapped[list[str]] = mapped_column(ARRAY(Text))
    content_sha256: Mapped[Words]
    created_at: Mapped[At]
    updated_at: Mapped[At]
    submitted_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    approved_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    approved_by: Mapped[UUID | None] = mapped_column(Uuid)
    approved_sha256: Mapped[str | None] = mapped_column(Text)
    """What was approved: a change after the review is not."""
    rejected_reason: Mapped[str | None] = mapped_column(Text)
    """Why it was sent back; for its author, until it is submitted again."""
    rejected_note: Mapped[str | None] = mapped_column(Text)
    published_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    """From when members see it; may be ahead, if it was scheduled."""
    scheduled_for: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    depicted: Mapped[list["DepictedRecord"]] = relationship(
        lazy="selectin",  # codespell:ignore selectin
        cascade="all, delete-orphan",
        order_by="DepictedRecord.person_ref",
    )
    image: Mapped[ImageRecord | None] = relationship(
        lazy="selectin",  # codespell:ignore selectin
        cascade="all, delete-orphan",
    )


class DepictedRecord(Base):
    """A person who is to be seen in a post."""

    __tablename__ = "brc_depicted"

    post_id: Mapped[Post] = mapped_column(primary_key=True)
    person_ref: Mapped[Words] = mapped_column(primary_key=True)
    """How the creator's own papers name the person."""
    creator_id: Mapped[Creator]
    display_name: Mapped[Words]


class ConsentRecord(Base):
    """What one depicted person agreed to; revoked, never removed."""

    __tablename__ = "brc_consent"
    __table_args__ = (Index(None, "post_id"),)

    id: Mapped[Key]
    post_id: Mapped[Post]
    creator_id: Mapped[Creator]
    person_ref: Mapped[Words]
    text_version: Mapped[Words]
    signed_text_sha256: Mapped[Words]
    signed_at: Mapped[At]
    scope: Mapped[list[str]] = mapped_column(ARRAY(Text))
    age_check_ref: Mapped[Words]
    """Where the proof of age is kept; never the proof itself."""
    recorded_at: Mapped[At]
    revoked_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
