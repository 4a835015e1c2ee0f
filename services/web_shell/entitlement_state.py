"""Whether an entitlement or a code counts now, in one word; pure, and for showing only."""

from datetime import datetime
from typing import Any

from services.console.views import as_moment


def state_of(entitlement: dict[str, Any], now: datetime) -> str:
    """Return `revoked`, `ahead`, `over` or `active`."""
    if entitlement["revoked_at"]:
        return "revoked"
    if as_moment(entitlement["starts_at"]) > now:
        return "ahead"
    ends_at = entitlement["ends_at"]
    return "over" if ends_at and as_moment(ends_at) <= now else "active"


def with_states(entitlements: list[dict[str, Any]], now: datetime) -> list[dict[str, Any]]:
    """Return the entitlements, each with its state."""
    return [{**one, "state": state_of(one, now)} for one in entitlements]


def code_state(invitation: dict[str, Any], now: datetime) -> str:
    """Return `redeemed`, `over` or `open`."""
    if invitation["redeemed_at"]:
        return "redeemed"
    return "over" if as_moment(invitation["expires_at"]) <= now else "open"
