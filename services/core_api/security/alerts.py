"""Raise an alert, and read those that were raised."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Row, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.core_api.security.models import AlertRecord
from services.core_api.time_cursor import is_older

Severity = Literal["low", "medium", "high", "critical"]


@dataclass(frozen=True, slots=True)
class NewAlert:
    """What is to be raised."""

    kind: str
    severity: Severity
    message: str
    raised_by: str
    evidence: dict[str, Any] = field(default_factory=dict)


async def raise_alert(session: AsyncSession, alert: NewAlert, now: datetime) -> str:
    """Keep the alert and return its id."""
    identifier = str(uuid.uuid4())
    await session.execute(
        insert(AlertRecord).values(
            id=identifier,
            at=now,
            kind=alert.kind,
            severity=alert.severity,
            message=alert.message,
            evidence=alert.evidence,
            raised_by=alert.raised_by,
        ),
    )
    return identifier


async def read_alerts(
    session: AsyncSession, limit: int, before: tuple[datetime, str] | None
) -> list[Row[Any]]:
    """Read the newest alerts."""
    statement = select(AlertRecord.__table__).order_by(AlertRecord.at.desc(), AlertRecord.id.desc())
    if before is not None:
        statement = statement.where(is_older(AlertRecord.at, AlertRecord.id, before))
    return list((await session.execute(statement.limit(limit))).all())
