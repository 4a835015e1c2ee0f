"""Alerts, honey tokens and refused logins, as core-api keeps them."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response

from services.console.errors import BadFormError
from services.console.visit import Visit
from services.novaos_console.glitch.alert_words import (
    SEVERITIES,
    count_by_address,
    count_by_time,
    describe_alert,
    describe_token,
)

ALERTS_PATH = "/api/v1/security/alerts"
_PAGE = 50
_SEARCHED = 200
"""How many alerts are looked through for a severity, which core-api does not select by."""
_READ_MAX = 500
_HOURS = {"1": "last hour", "24": "last 24 hours", "168": "last 7 days", "720": "last 30 days"}
_FAILURE_PAGES_MAX = 6


async def show_alerts(visit: Visit) -> Response:
    """Show alerts, newest first."""
    values = await _read_alerts(visit)
    return visit.page(
        "glitch/alerts.html",
        **values,
        severities=[("", "any"), *((name, name) for name in SEVERITIES)],
        is_older=visit.query("after") is not None,
        live_url=f"/glitch/alerts?{urlencode({'severity': values['severity']})}",
    )


async def show_alerts_table(visit: Visit) -> Response:
    """Show the table alone."""
    return visit.fragment("glitch/_alerts.html", **await _read_alerts(visit))


async def show_tokens(visit: Visit) -> Response:
    """Show the honey tokens and who took them; their values are nowhere."""
    query = {"limit": _PAGE, "after": visit.query("after")}
    page = await visit.core_api.get("/api/v1/security/honey-tokens", query=query)
    alerts = await visit.core_api.get(ALERTS_PATH, query={"limit": _READ_MAX})
    return visit.page(
        "glitch/tokens.html",
        tokens=[describe_token(one, alerts["items"]) for one in page["items"]],
        following=page["next"],
        read=len(alerts["items"]),
        is_cut=alerts["next"] is not None,
    )


async def show_refused_logins(visit: Visit) -> Response:
    """Show refused logins of a time, newest first."""
    hours = visit.query("hours") or "24"
    if hours not in _HOURS:
        raise BadFormError("Time: choose one of the list.")
    until = datetime.fromtimestamp(time.time(), UTC)
    since = until - timedelta(hours=int(hours))
    failures, is_cut = await _read_failures(visit, since)
    return visit.page(
        "glitch/logins.html",
        hours=hours,
        times=tuple(_HOURS.items()),
        since=since.isoformat(),
        total=len(failures),
        throttled=sum(one["outcome"] == "throttled" for one in failures),
        bars=count_by_time(failures, since, until),
        addresses=count_by_address(failures)[:_PAGE],
        failures=failures[: -_PAGE - 1 : -1],
        is_cut=is_cut,
    )


async def _read_alerts(visit: Visit) -> dict[str, Any]:
    severity = visit.query("severity") or ""
    page = await visit.core_api.get(
        ALERTS_PATH,
        query={"limit": _SEARCHED if severity else _PAGE, "after": visit.query("after")},
    )
    found = [one for one in page["items"] if not severity or one["severity"] == severity]
    older = page["next"] and urlencode({"severity": severity, "after": page["next"]})
    return {
        "alerts": [describe_alert(one) for one in found],
        "severity": severity,
        "older": older,
        "searched": _SEARCHED,
    }


async def _read_failures(visit: Visit, since: datetime) -> tuple[list[dict[str, Any]], bool]:
    """Read refused logins, oldest first, and whether later ones were left out."""
    found: list[dict[str, Any]] = []
    after: str | None = None
    for _ in range(_FAILURE_PAGES_MAX):
        page = await visit.core_api.get(
            "/api/v1/security/login-failures",
            query={"since": since.isoformat(), "limit": _READ_MAX, "after": after},
        )
        found += page["items"]
        after = page["next"]
        if after is None:
            return found, False
    return found, True
