"""The few figures of the first page, made from what core-api told. Pure.

Rough on purpose: a figure that changes with every breath would be noise, and no poll would ever be
answered with "as before".
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from services.console.views import as_moment

AGENT_TONES = {"online": "ok", "stale": "bad", "never_seen": "warn", "restarting": "info"}
SEVERITY_TONES = {"low": "mute", "medium": "warn", "high": "bad", "critical": "bad"}
OUTCOME_TONES = {"done": "ok", "failed": "bad", "timed_out": "bad", "under way": "info"}
ALERTS_ASKED = 50
_DAY = timedelta(days=1)
_STEPS = ((0.010, "under 10 ms"), (0.1, "under 100 ms"), (1.0, "under 1 s"))
_ROUTES_SHOWN = 4
_UNDER_WAY = ("sent", "delivered", "acknowledged")
_ENDED = ("done", "failed", "timed_out")


@dataclass(frozen=True, slots=True)
class AlertFigures:
    """The newest alerts, and how many came within a day."""

    newest: list[dict[str, Any]]
    counts: dict[str, int]
    """By severity, worst first."""
    is_cut: bool
    """Whether there may be more of that day than were asked for."""


@dataclass(frozen=True, slots=True)
class RequestFigures:
    """How busy core-api is, and its busiest routes."""

    per_minute: int
    busiest: list[dict[str, Any]]


def count_agents(agents: dict[str, Any]) -> dict[str, int]:
    """Count the agents by state; the whole is `total`."""
    counts = Counter(str(each["state"]) for each in agents["items"])
    return {**counts, "total": sum(counts.values()), "online": counts["online"]}


def describe_stores(stores: dict[str, Any]) -> list[dict[str, Any]]:
    """Say of each store whether it answers, and roughly how fast."""
    return [
        {
            "store": each["store"],
            "ok": each["ok"],
            "said": _roughly(each["seconds"]) if each["ok"] else each["reason"],
        }
        for each in stores["items"]
    ]


def count_requests(requests: dict[str, Any]) -> RequestFigures:
    """Add up the rates, and name the routes that were asked most in the last minute."""
    rows = [
        {
            "route": f"{each['method']} {each['route']}",
            "per_minute": round(each["per_second"] * 60),
            "p95": each["p95_seconds"],
        }
        for each in requests["items"]
    ]
    rows.sort(key=lambda row: (-row["per_minute"], row["route"]))
    busiest = [row for row in rows if row["per_minute"]][:_ROUTES_SHOWN]
    return RequestFigures(sum(row["per_minute"] for row in rows), busiest)


def count_commands(commands: dict[str, Any]) -> dict[str, int]:
    """Add up the outcomes of all agents: how they ended, and how many are under way."""
    counts: Counter[str] = Counter()
    for each in commands["items"]:
        counts.update(each["outcomes"])
    under_way = sum(counts[name] for name in _UNDER_WAY)
    return {**{name: counts[name] for name in _ENDED}, "under way": under_way}


def count_alerts(alerts: dict[str, Any], now: datetime) -> AlertFigures:
    """Count the alerts of the last day by severity."""
    recent = [each for each in alerts["items"] if now - as_moment(each["at"]) < _DAY]
    counts = Counter(str(each["severity"]) for each in recent)
    ordered = {name: counts[name] for name in reversed(SEVERITY_TONES) if counts[name]}
    return AlertFigures(alerts["items"][:3], ordered, len(recent) >= ALERTS_ASKED)


def _roughly(seconds: float) -> str:
    return next((text for limit, text in _STEPS if seconds < limit), "over 1 s")
