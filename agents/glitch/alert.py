"""Alerts: raise one in core-api, unless the same was raised a short time ago; read the last ones.

The key of an alert is part of its evidence, so that a restart does not raise it again.
"""

from datetime import datetime, timedelta
from typing import Any, Literal, TypeVar

import msgspec

from agents.runtime.capability import TaskContext
from agents.runtime.core_api_pages import PAGE_ROWS, read_as
from agents.runtime.errors import TaskError

ALERTS_PATH = "/api/v1/security/alerts"
REPEAT_AFTER = timedelta(hours=6)
_PAGES_MAX = 50

Severity = Literal["low", "medium", "high", "critical"]


class NewAlert(msgspec.Struct, frozen=True):
    """Something that people should look at."""

    key: str
    """The same for the same thing."""
    kind: str
    severity: Severity
    message: str
    evidence: dict[str, Any] = {}


class Alert(msgspec.Struct, frozen=True):
    """An alert that was raised."""

    id: str
    at: datetime
    kind: str
    severity: str
    message: str
    evidence: dict[str, Any]
    raised_by: str


class _Page(msgspec.Struct, frozen=True):
    items: list[dict[str, Any]]
    next: str | None = None


Row = TypeVar("Row", bound=msgspec.Struct)


def read_since(
    context: TaskContext,
    path: str,
    row_type: type[Row],
    moment_of: str,
    since: datetime,
) -> list[Row]:
    """Read a list that has the newest first, back to `since`.

    Raises `TaskError` if it does not come to an end.
    """
    found: list[Row] = []
    query: dict[str, str | int] = {"limit": PAGE_ROWS}
    for _ in range(_PAGES_MAX):
        page = read_as(_Page, context.core_api.get(path, query), path)
        rows = [read_as(row_type, item, path) for item in page.items]
        fitting = [row for row in rows if getattr(row, moment_of) >= since]
        found += fitting
        if page.next is None or len(fitting) < len(rows):
            return found
        query["after"] = page.next
    raise TaskError(f"{path}: more than {_PAGES_MAX} pages; ask for a shorter time")


def read_alerts(context: TaskContext, since: datetime) -> list[Alert]:
    """Read the alerts since a moment, newest first."""
    return read_since(context, ALERTS_PATH, Alert, "at", since)


def raise_alerts(context: TaskContext, alerts: list[NewAlert]) -> int:
    """Raise those that are new; return how many these were."""
    if not alerts:
        return 0
    recent = read_alerts(context, context.now() - REPEAT_AFTER)
    known = {alert.evidence.get("key") for alert in recent}
    fresh = [alert for alert in alerts if alert.key not in known]
    for alert in fresh:
        body = {
            "kind": alert.kind,
            "severity": alert.severity,
            "message": alert.message[:2000],
            "evidence": {**alert.evidence, "key": alert.key},
        }
        context.core_api.post(ALERTS_PATH, body)
    return len(fresh)
