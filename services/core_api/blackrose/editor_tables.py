"""What creators asked lyra, and what came of it: it quotes drafts, so it is the creator's alone."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.core_api.blackrose.columns import At, Creator, Key, Words, one_of
from services.core_api.models import Base


class EditorOutcome(StrEnum):
    """How a request stands."""

    PENDING = "pending"
    DONE = "done"
    FAILED = "failed"
    TIMED_OUT = "timed_out"


class EditorRequestRecord(Base):
    """One request: notes on a post, or a plan for all drafts if it names none."""

    __tablename__ = "brc_editor_request"
    __table_args__ = (
        CheckConstraint(one_of("outcome", EditorOutcome), name="outcome_known"),
        CheckConstraint("(outcome = 'pending') = (ended_at IS NULL)", name="ended"),
        Index(None, "creator_id", "asked_at"),
        Index(None, "post_id", "asked_at"),
    )

    id: Mapped[Key]
    creator_id: Mapped[Creator]
    post_id: Mapped[UUID | None] = mapped_column(ForeignKey("brc_post.id"))
    asked: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """The days of a plan; empty for notes."""
    content_sha256: Mapped[Words]
    """Of what was to be judged, when it was asked."""
    editor_version: Mapped[Words]
    outcome: Mapped[Words]
    parts: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    """One errand each: its id, how it ended, and its result."""
    asked_at: Mapped[At]
    deadline_at: Mapped[At]
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
