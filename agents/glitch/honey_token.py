"""Honey tokens: bait that opens nothing, and the alerts of those who took it.

core-api keeps only the hash of a token and raises the alert itself, when one is sent as a token.
The value is in the result of the task that made it, once; that it can be seen there does no harm.
"""

from datetime import datetime, timedelta
from typing import Annotated, Any

import msgspec

from agents.glitch.alert import read_alerts
from agents.runtime.capability import TaskContext
from agents.runtime.core_api_pages import load_rows

HONEY_TOKENS_PATH = "/api/v1/security/honey-tokens"
ALERT_KIND = "honey_token"
_SHOWN_MAX = 40
_LABEL = r"^[^\x00-\x1f\x7f]{1,200}\Z"


class MakeTokenInput(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where the bait will lie."""

    label: Annotated[str, msgspec.Meta(pattern=_LABEL)]


class TokensInput(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How far to look back for those who took the bait."""

    days: Annotated[int, msgspec.Meta(ge=1, le=365)] = 30


class HoneyToken(msgspec.Struct, frozen=True):
    """A bait."""

    id: str
    label: str
    created_at: str


class TokenAlert(msgspec.Struct, frozen=True):
    """Somebody took it."""

    at: datetime
    severity: str
    message: str


class TokenReport(msgspec.Struct, frozen=True):
    """All bait, and who took some."""

    tokens: int
    alerts: int
    newest_tokens: list[HoneyToken]
    newest_alerts: list[TokenAlert]


def make_token(wanted: MakeTokenInput, context: TaskContext) -> dict[str, Any]:
    """Have a token made; its value is shown this once."""
    return context.core_api.post(HONEY_TOKENS_PATH, {"label": wanted.label})


def report_tokens(wanted: TokensInput, context: TaskContext) -> TokenReport:
    """List the bait and the alerts about it."""
    tokens = load_rows(context, HONEY_TOKENS_PATH, {}, HoneyToken)
    since = context.now() - timedelta(days=wanted.days)
    alerts = [
        TokenAlert(alert.at, alert.severity, alert.message[:200])
        for alert in read_alerts(context, since)
        if alert.kind == ALERT_KIND
    ]
    newest = sorted(tokens, key=lambda token: token.created_at, reverse=True)
    return TokenReport(len(tokens), len(alerts), newest[:_SHOWN_MAX], alerts[:_SHOWN_MAX])
