"""The clock of urgent removals: 48 hours, with an alarm after 24.

TAKE IT DOWN Act (Public Law 119-12), section 3(a)(3): remove within 48 hours of a valid request,
with all known identical copies. The alarm at half of the time is ours.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Literal

import msgspec

from agents.audita.rows import Removal

DUE_AFTER = timedelta(hours=48)
ALARM_AFTER = timedelta(hours=24)
State = Literal["overdue", "unknown", "alarm", "running", "late", "in_time"]
URGENCY: tuple[State, ...] = ("overdue", "unknown", "alarm", "running", "late", "in_time")
"""Most urgent first."""
_DECIDED = ("removed", "rejected")


class RemovalState(msgspec.Struct, frozen=True):
    """How much time is left for one request, or how it went."""

    removal_id: str
    post_id: str
    state: State
    due_at: datetime
    seconds_left: int
    """Until it was decided, or until now; negative when it is late."""
    findings: tuple[str, ...] = ()


def judge_removal(removal: Removal, now: datetime) -> RemovalState:
    """Say how one request stands."""
    due_at = removal.received_at + DUE_AFTER
    left = due_at - _end(removal, now)
    return RemovalState(
        removal_id=removal.id,
        post_id=removal.post_id,
        state=_state(removal, now),
        due_at=due_at,
        seconds_left=left // timedelta(seconds=1),
        findings=tuple(_check_times(removal, due_at)),
    )


def _state(removal: Removal, now: datetime) -> State:
    age = _end(removal, now) - removal.received_at
    if removal.status in _DECIDED and removal.decided_at is not None:
        return "in_time" if age <= DUE_AFTER else "late"
    if removal.status != "open":
        return "unknown"
    if age > DUE_AFTER:
        return "overdue"
    return "alarm" if age >= ALARM_AFTER else "running"


def _end(removal: Removal, now: datetime) -> datetime:
    """An open request runs on, whatever time of decision somebody wrote into it."""
    decided_at = removal.decided_at if removal.status in _DECIDED else None
    return decided_at or now


def _check_times(removal: Removal, due_at: datetime) -> Iterator[str]:
    if removal.due_at != due_at:
        yield f"recorded due time {removal.due_at.isoformat()} is not receipt and 48 h"
    if removal.decided_at is not None and removal.decided_at < removal.received_at:
        yield "decided before it was received"
    if removal.status in _DECIDED and removal.decided_at is None:
        yield f"{removal.status} without a time of decision"
    if removal.status == "open" and removal.decided_at is not None:
        yield "open with a time of decision"
