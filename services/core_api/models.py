"""The tables of core-api, and the revision of the schema that this code works with."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, DateTime, Index, MetaData, Text
from sqlalchemy.dialects.postgresql import JSONB, UUID
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

EXPECTED_REVISION = "0006"
"""Head of `migrations/`, as a constant: the service does not load Alembic. A test compares them."""


RIGHTS = {
    "agent_registry": ("SELECT", "INSERT", "UPDATE"),
    # The record of commands is added to and completed; only the owner can take away from it.
    "agent_command": ("SELECT", "INSERT", "UPDATE"),
}


class Base(DeclarativeBase):
    """Common metadata: every constraint has a name that a migration can say."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        },
    )


class AgentRecord(Base):
    """An agent that was seen; one row per name, for ever."""

    __tablename__ = "agent_registry"

    agent: Mapped[str] = mapped_column(Text, primary_key=True)
    first_seen_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    last_seen_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    version: Mapped[str] = mapped_column(Text)
    host: Mapped[str] = mapped_column(Text)
    capabilities: Mapped[list[str]] = mapped_column(JSONB)


class CommandRecord(Base):
    """A command that was accepted; rows are added and completed, never removed."""

    __tablename__ = "agent_command"
    __table_args__ = (
        CheckConstraint("op IN ('ping', 'cycle', 'task')", name="op_known"),
        CheckConstraint("receivers >= 0", name="receivers_not_negative"),
        Index(None, "target", "created_at"),
    )

    id: Mapped[str] = mapped_column(UUID(as_uuid=False), primary_key=True)
    target: Mapped[str] = mapped_column(Text)
    op: Mapped[str] = mapped_column(Text)
    args: Mapped[dict[str, Any]] = mapped_column(JSONB)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    issued_by: Mapped[str] = mapped_column(Text)
    receivers: Mapped[int | None]
    """How many listened when it was published; NULL until that is known."""
