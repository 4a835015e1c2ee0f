"""The tables of GypsyCove, and what the application's role may do with each.

Every row carries its family: the row level policies (migration 0005) read nothing else but the
member's user id. No table has a place for a location. What belongs to a member goes with it, and
everything goes with the family: the foreign keys cascade.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Date,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.core_api.models import Base

FAMILY_TABLE = "gypsycove_family"
PREFIX = "gypsycove_"

RIGHTS: dict[str, tuple[str, ...]] = {
    FAMILY_TABLE: ("SELECT", "INSERT", "UPDATE", "DELETE"),
    "gypsycove_member": ("SELECT", "INSERT", "UPDATE", "DELETE"),
    "gypsycove_consent": ("SELECT", "INSERT", "UPDATE"),
    "gypsycove_budget": ("SELECT", "INSERT", "UPDATE"),
    "gypsycove_downtime": ("SELECT", "INSERT", "UPDATE"),
    # Sessions are the only rows that go one by one: after their 30 days.
    "gypsycove_session": ("SELECT", "INSERT", "UPDATE", "DELETE"),
    "gypsycove_extra_time": ("SELECT", "INSERT", "UPDATE"),
    "gypsycove_check_in": ("SELECT", "INSERT", "UPDATE"),
    "gypsycove_emergency_card": ("SELECT", "INSERT", "UPDATE"),
}


def _of_member(*more: Any) -> tuple[Any, ...]:  # noqa: ANN401 - whatever SQLAlchemy takes
    """Tie a row to a member of its own family, and to no other's."""
    key = ForeignKeyConstraint(
        ["family_id", "member_id"],
        ["gypsycove_member.family_id", "gypsycove_member.id"],
        ondelete="CASCADE",
    )
    return (key, *more)


_Time = DateTime(timezone=True)


class FamilyRecord(Base):
    """A family, its time zone and its rules."""

    __tablename__ = FAMILY_TABLE
    __table_args__ = (
        CheckConstraint("auto_decide_minutes BETWEEN 0 AND 240", name="auto_decide_bounded"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    time_zone: Mapped[str] = mapped_column(Text)
    auto_decide_minutes: Mapped[int] = mapped_column(Integer)
    """How much extra time per member and day riven may decide; 0 leaves all to the parents."""
    created_at: Mapped[datetime] = mapped_column(_Time)


class MemberRecord(Base):
    """Somebody of a family; with a user id if it logs in."""

    __tablename__ = "gypsycove_member"
    __table_args__ = (
        CheckConstraint("role IN ('parent', 'teen', 'child', 'guest')", name="role_known"),
        CheckConstraint("birth_year BETWEEN 1900 AND 2199", name="birth_year_bounded"),
        UniqueConstraint("family_id", "id"),
        UniqueConstraint("family_id", "user_id"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    family_id: Mapped[UUID] = mapped_column(ForeignKey("gypsycove_family.id", ondelete="CASCADE"))
    user_id: Mapped[UUID | None] = mapped_column(Uuid)
    display_name: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(Text)
    birth_year: Mapped[int | None] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(_Time)


class ConsentRecord(Base):
    """A parent's consent to keep data about a child; withdrawn ones stay as a record."""

    __tablename__ = "gypsycove_consent"
    __table_args__ = _of_member(
        Index(
            "uq_gypsycove_consent_in_force",
            "member_id",
            unique=True,
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    family_id: Mapped[UUID] = mapped_column(Uuid)
    member_id: Mapped[UUID] = mapped_column(Uuid)
    text_version: Mapped[str] = mapped_column(Text)
    consented_by: Mapped[UUID] = mapped_column(Uuid)
    consented_at: Mapped[datetime] = mapped_column(_Time)
    withdrawn_at: Mapped[datetime | None] = mapped_column(_Time)


class BudgetRecord(Base):
    """Minutes of screen time per weekday."""

    __tablename__ = "gypsycove_budget"
    __table_args__ = _of_member()

    member_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    family_id: Mapped[UUID] = mapped_column(Uuid)
    minutes: Mapped[dict[str, int]] = mapped_column(JSONB)
    updated_at: Mapped[datetime] = mapped_column(_Time)


class DowntimeRecord(Base):
    """Times of the week without screens."""

    __tablename__ = "gypsycove_downtime"
    __table_args__ = _of_member()

    member_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    family_id: Mapped[UUID] = mapped_column(Uuid)
    windows: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    updated_at: Mapped[datetime] = mapped_column(_Time)


class ScreenSessionRecord(Base):
    """Screen time from start to stop; a member has at most one that is open."""

    __tablename__ = "gypsycove_session"
    __table_args__ = _of_member(
        CheckConstraint("stopped_at >= started_at", name="stops_after_start"),
        Index(
            "uq_gypsycove_session_open",
            "member_id",
            unique=True,
            postgresql_where=text("stopped_at IS NULL"),
        ),
        Index(None, "member_id", "started_at"),
        Index(None, "started_at"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    family_id: Mapped[UUID] = mapped_column(Uuid)
    member_id: Mapped[UUID] = mapped_column(Uuid)
    category: Mapped[str] = mapped_column(Text)
    started_at: Mapped[datetime] = mapped_column(_Time)
    stopped_at: Mapped[datetime | None] = mapped_column(_Time)


class ExtraTimeRecord(Base):
    """A request for more minutes on one day; open until somebody decides or the day ends."""

    __tablename__ = "gypsycove_extra_time"
    __table_args__ = _of_member(
        CheckConstraint("minutes BETWEEN 1 AND 240", name="minutes_bounded"),
        CheckConstraint("granted_minutes BETWEEN 1 AND 240", name="granted_bounded"),
        CheckConstraint(
            "(status = 'approved') = (granted_minutes IS NOT NULL)", name="granted_when_approved"
        ),
        CheckConstraint("status IN ('open', 'approved', 'denied')", name="status_known"),
        CheckConstraint("(status = 'open') = (decided_at IS NULL)", name="decided_when_closed"),
        Index(
            "uq_gypsycove_extra_time_open",
            "member_id",
            "day",
            unique=True,
            postgresql_where=text("status = 'open'"),
        ),
        Index(None, "family_id"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    family_id: Mapped[UUID] = mapped_column(Uuid)
    member_id: Mapped[UUID] = mapped_column(Uuid)
    minutes: Mapped[int] = mapped_column(Integer)
    """What was asked."""
    granted_minutes: Mapped[int | None] = mapped_column(Integer)
    """What was given, which can be less or more; NULL unless it was approved."""
    reason: Mapped[str] = mapped_column(Text)
    day: Mapped[date] = mapped_column(Date)
    """In the family's time zone: the day on which the minutes count."""
    expires_at: Mapped[datetime] = mapped_column(_Time)
    """The end of that day."""
    status: Mapped[str] = mapped_column(Text)
    requested_at: Mapped[datetime] = mapped_column(_Time)
    decided_by: Mapped[str | None] = mapped_column(Text)
    """A parent's user id, or the agent's name; NULL if nobody is named."""
    decided_at: Mapped[datetime | None] = mapped_column(_Time)
    decision_note: Mapped[str] = mapped_column(Text)


class CheckInRecord(Base):
    """A sign of life that was agreed: until when, and when to worry."""

    __tablename__ = "gypsycove_check_in"
    __table_args__ = _of_member(
        CheckConstraint("escalate_after_minutes BETWEEN 0 AND 1440", name="escalation_bounded"),
        Index(None, "family_id"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    family_id: Mapped[UUID] = mapped_column(Uuid)
    member_id: Mapped[UUID] = mapped_column(Uuid)
    due_at: Mapped[datetime] = mapped_column(_Time)
    note: Mapped[str] = mapped_column(Text)
    escalate_after_minutes: Mapped[int] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(_Time)
    done_at: Mapped[datetime | None] = mapped_column(_Time)
    escalated_at: Mapped[datetime | None] = mapped_column(_Time)


class EmergencyCardRecord(Base):
    """What a family writes down for the day when nothing works."""

    __tablename__ = "gypsycove_emergency_card"

    family_id: Mapped[UUID] = mapped_column(
        ForeignKey("gypsycove_family.id", ondelete="CASCADE"), primary_key=True
    )
    meeting_place_name: Mapped[str] = mapped_column(Text)
    contacts: Mapped[list[dict[str, str]]] = mapped_column(JSONB)
    medical_notes: Mapped[str] = mapped_column(Text)
    updated_at: Mapped[datetime] = mapped_column(_Time)
