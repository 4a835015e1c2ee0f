"""The tables of this area, and what the application's role may do with each."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, DateTime, Index, Text
from sqlalchemy.dialects.postgresql import JSONB, UUID
from sqlalchemy.orm import Mapped, mapped_column

from services.core_api.models import Base

RIGHTS: dict[str, tuple[str, ...]] = {
    "agent_schedule": ("SELECT", "INSERT", "UPDATE", "DELETE"),
    "agent_playbook": ("SELECT", "INSERT", "UPDATE"),
    "agent_playbook_run": ("SELECT", "INSERT", "UPDATE"),
}


class ScheduleRecord(Base):
    """A capability that nova starts by the clock."""

    __tablename__ = "agent_schedule"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    """A name that people choose."""
    cron: Mapped[str] = mapped_column(Text)
    agent: Mapped[str] = mapped_column(Text)
    capability: Mapped[str] = mapped_column(Text)
    input: Mapped[dict[str, Any]] = mapped_column(JSONB)
    enabled: Mapped[bool]
    last_run_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    next_run_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class PlaybookRecord(Base):
    """Ordered steps under a name."""

    __tablename__ = "agent_playbook"

    name: Mapped[str] = mapped_column(Text, primary_key=True)
    steps: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class PlaybookRunRecord(Base):
    """One run of a playbook: a copy of its steps, and the state of each."""

    __tablename__ = "agent_playbook_run"
    __table_args__ = (
        CheckConstraint("status IN ('running', 'done', 'failed')", name="status_known"),
        Index(None, "started_at", "id"),
    )

    id: Mapped[str] = mapped_column(UUID(as_uuid=False), primary_key=True)
    playbook: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(Text)
    steps: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    states: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    started_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
