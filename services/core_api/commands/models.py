"""The tables of the agents' registry and of the commands, and the application's rights on them."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, Text, text
from sqlalchemy.dialects.postgresql import JSONB, UUID
from sqlalchemy.orm import Mapped, mapped_column

from services.core_api.models import Base

RIGHTS: dict[str, tuple[str, ...]] = {
    "agent_registry": ("SELECT", "INSERT", "UPDATE"),
    # The record of commands is added to and completed; only the owner can take away from it.
    "agent_command": ("SELECT", "INSERT", "UPDATE"),
    "agent_command_target": ("SELECT", "INSERT", "UPDATE"),
}
_UNFINISHED = "outcome IN ('sent', 'delivered', 'acknowledged')"


class AgentRecord(Base):
    """An agent that was seen; one row per name, for ever."""

    __tablename__ = "agent_registry"
    __table_args__ = (CheckConstraint("starts >= 0", name="starts_not_negative"),)

    agent: Mapped[str] = mapped_column(Text, primary_key=True)
    first_seen_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    last_seen_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    version: Mapped[str] = mapped_column(Text)
    host: Mapped[str] = mapped_column(Text)
    capabilities: Mapped[list[str]] = mapped_column(JSONB)
    image: Mapped[str] = mapped_column(Text, server_default="")
    start_id: Mapped[str | None] = mapped_column(UUID(as_uuid=False))
    """The last start that registered."""
    started_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    starts: Mapped[int] = mapped_column(server_default=text("0"))
    described: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default=text("'[]'"))
    """Each capability with its description and the schema of its input."""


class CommandRecord(Base):
    """A command that was accepted; rows are added and completed, never removed."""

    __tablename__ = "agent_command"
    __table_args__ = (
        CheckConstraint("op IN ('ping', 'cycle', 'task')", name="op_known"),
        CheckConstraint("receivers >= 0", name="receivers_not_negative"),
        CheckConstraint("deadline_at > created_at", name="deadline_after_creation"),
        Index(None, "target", "created_at"),
        Index(None, "created_at", "id"),
    )

    id: Mapped[str] = mapped_column(UUID(as_uuid=False), primary_key=True)
    target: Mapped[str] = mapped_column(Text)
    op: Mapped[str] = mapped_column(Text)
    args: Mapped[dict[str, Any]] = mapped_column(JSONB)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    deadline_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    issued_by: Mapped[str] = mapped_column(Text)
    receivers: Mapped[int | None]
    """How many listened when it was published; NULL until that is known."""


class CommandTarget(Base):
    """How a command stands at one agent."""

    __tablename__ = "agent_command_target"
    __table_args__ = (
        CheckConstraint(
            "outcome IN ('sent', 'delivered', 'acknowledged', 'done', 'failed', 'timed_out')",
            name="outcome_known",
        ),
        CheckConstraint(
            "claim IS NOT NULL OR outcome NOT IN ('acknowledged', 'done', 'failed')",
            name="executed_by_the_claim",
        ),
        Index(
            "ix_agent_command_target_unfinished",
            "command_id",
            postgresql_where=text(_UNFINISHED),
        ),
    )

    command_id: Mapped[str] = mapped_column(
        UUID(as_uuid=False),
        ForeignKey("agent_command.id", ondelete="CASCADE"),
        primary_key=True,
    )
    agent: Mapped[str] = mapped_column(Text, primary_key=True)
    outcome: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    claim: Mapped[str | None] = mapped_column(UUID(as_uuid=False))
    """The one attempt that was granted the command."""
    detail: Mapped[str] = mapped_column(Text, server_default="")
    result: Mapped[Any | None] = mapped_column(JSONB(none_as_null=True))
