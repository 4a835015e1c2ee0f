"""The tables of this area, and what the application's role may do with each."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, DateTime, Index, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB, UUID
from sqlalchemy.orm import Mapped, mapped_column

from services.core_api.models import Base

RIGHTS: dict[str, tuple[str, ...]] = {
    "security_alert": ("SELECT", "INSERT"),
    "honey_token": ("SELECT", "INSERT"),
}


class AlertRecord(Base):
    """Something that people should look at; never changed, never removed."""

    __tablename__ = "security_alert"
    __table_args__ = (
        CheckConstraint(
            "severity IN ('low', 'medium', 'high', 'critical')",
            name="severity_known",
        ),
        Index(None, "at", "id"),
    )

    id: Mapped[str] = mapped_column(UUID(as_uuid=False), primary_key=True)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    kind: Mapped[str] = mapped_column(Text)
    severity: Mapped[str] = mapped_column(Text)
    message: Mapped[str] = mapped_column(Text)
    evidence: Mapped[dict[str, Any]] = mapped_column(JSONB)
    raised_by: Mapped[str] = mapped_column(Text)


class HoneyTokenRecord(Base):
    """A token that opens nothing; whoever sends it has taken it from where it was laid."""

    __tablename__ = "honey_token"
    __table_args__ = (UniqueConstraint("token_sha256"),)

    id: Mapped[str] = mapped_column(UUID(as_uuid=False), primary_key=True)
    label: Mapped[str] = mapped_column(Text)
    """Where it was laid."""
    token_sha256: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
