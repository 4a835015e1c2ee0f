"""The rules of extra time and of check-ins: who may decide what, and when. Pure.

Repeating a decision changes nothing and is no error: a phone that lost the answer asks again.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from services.core_api.errors import StateConflictError


@dataclass(frozen=True, slots=True)
class Request:
    """An extra-time request, as far as a decision needs it."""

    status: str
    minutes: int
    expires_at: datetime
    granted_minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody wants to answer."""

    status: str
    """`approved` or `denied`."""
    minutes: int | None = None
    """How many are given, if not what was asked; a denial has none."""


@dataclass(frozen=True, slots=True)
class AgentRule:
    """What the family lets riven decide."""

    minutes_per_day: int
    """The setting `auto_decide_minutes`."""
    decided_minutes: int
    """What riven already approved for this member on this day."""


def request_status(status: str, expires_at: datetime, now: datetime) -> str:
    """Return the status that people see: an open request ends with its day."""
    return "expired" if status == "open" and expires_at <= now else status


def must_decide(request: Request, wanted: Decision, now: datetime, rule: AgentRule | None) -> bool:
    """Tell whether `wanted` changes the request; no rule for a parent.

    Raises `StateConflictError` if the request, or the family's rule, does not allow it.
    """
    status = request_status(request.status, request.expires_at, now)
    if status == wanted.status and wanted.minutes in {None, request.granted_minutes}:
        return False
    if status != "open":
        raise StateConflictError(f"the request is {status} and stays so; ask for a new one")
    if rule is not None:
        _require_rule(request, wanted, rule)
    return True


def _require_rule(request: Request, wanted: Decision, rule: AgentRule) -> None:
    if rule.minutes_per_day == 0:
        raise StateConflictError("this family decides extra time itself; leave it to a parent")
    if wanted.minutes not in {None, request.minutes}:
        raise StateConflictError("another amount than was asked is a parent's to give")
    asked = request.minutes + rule.decided_minutes
    if wanted.status == "approved" and asked > rule.minutes_per_day:
        raise StateConflictError(
            f"{asked} minutes of this day would be decided by rule, at most "
            f"{rule.minutes_per_day}; leave it to a parent"
        )


@dataclass(frozen=True, slots=True)
class CheckIn:
    """A check-in, as far as its state needs it."""

    due_at: datetime
    escalate_after: timedelta
    done_at: datetime | None
    escalated_at: datetime | None


def check_in_status(check_in: CheckIn, now: datetime) -> str:
    """Return planned, overdue, escalated or done; done is final."""
    if check_in.done_at is not None:
        return "done"
    if check_in.escalated_at is not None:
        return "escalated"
    return "overdue" if check_in.due_at <= now else "planned"


def must_escalate(check_in: CheckIn, now: datetime) -> bool:
    """Tell whether escalating changes anything.

    Raises `StateConflictError` if it is done, or too early.
    """
    if check_in.done_at is not None:
        raise StateConflictError("the check-in is done; there is nothing to escalate")
    if check_in.escalated_at is not None:
        return False
    if now < check_in.due_at + check_in.escalate_after:
        raise StateConflictError("the time to escalate has not come; wait until it has")
    return True
