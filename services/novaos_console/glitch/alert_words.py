"""Alerts, honey tokens and refused logins in words and numbers. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from services.console.views import as_moment
from services.novaos_console.orchestration.command_words import render_json

SEVERITIES = {"critical": "bad", "high": "bad", "medium": "warn", "low": "info"}
"""Severity -> tone, worst first."""
HONEY_TOKEN = "honey_token"  # noqa: S105 - the kind of an alert
_BARS = 24


@dataclass(frozen=True, slots=True)
class ShownAlert:
    """An alert."""

    id: str
    at: str
    kind: str
    severity: str
    tone: str
    message: str
    raised_by: str
    evidence: str


@dataclass(frozen=True, slots=True)
class ShownToken:
    """A honey token, and what touched it."""

    id: str
    label: str
    created_at: str
    touched: int
    """Alerts about its label, of those that were read."""
    last_at: str | None
    addresses: tuple[str, ...]


def describe_alert(alert: Mapping[str, Any]) -> ShownAlert:
    """Describe an alert."""
    return ShownAlert(
        id=alert["id"],
        at=alert["at"],
        kind=alert["kind"].replace("_", " "),
        severity=alert["severity"],
        tone=SEVERITIES.get(alert["severity"], "warn"),
        message=alert["message"],
        raised_by=alert["raised_by"],
        evidence=render_json(alert["evidence"]) if alert["evidence"] else "",
    )


def describe_token(token: Mapping[str, Any], alerts: Sequence[Mapping[str, Any]]) -> ShownToken:
    """Describe a honey token; `alerts` has the newest first."""
    own = [
        alert
        for alert in alerts
        if alert["kind"] == HONEY_TOKEN and alert["evidence"].get("label") == token["label"]
    ]
    addresses = dict.fromkeys(str(alert["evidence"].get("address", "unknown")) for alert in own)
    return ShownToken(
        id=token["id"],
        label=token["label"],
        created_at=token["created_at"],
        touched=len(own),
        last_at=own[0]["at"] if own else None,
        addresses=tuple(addresses),
    )


def count_by_address(failures: Iterable[Mapping[str, Any]]) -> list[tuple[str, int, int]]:
    """Return address, refused logins and different accounts, the most refused first."""
    refused: Counter[str] = Counter()
    accounts: dict[str, set[str]] = {}
    for one in failures:
        refused[one["address"]] += 1
        accounts.setdefault(one["address"], set()).add(one["account_hash"])
    return [(address, count, len(accounts[address])) for address, count in refused.most_common()]


def count_by_time(
    failures: Iterable[Mapping[str, Any]], since: datetime, until: datetime
) -> list[tuple[str, int]]:
    """Count refused logins in equal parts of a time, each called by its begin."""
    width = (until - since) / _BARS
    counts = Counter(int((as_moment(one["at"]) - since) / width) for one in failures)
    pattern = "%H:%M" if width < timedelta(hours=2) else "%d %b %H:%M"
    return [((since + width * at).strftime(pattern), counts[at]) for at in range(_BARS)]
