"""What the law asks next of every copyright notice, and until when (17 USC 512(c) and (g)).

1. Hide expeditiously (512(c)(1)(C)). 2. Notify the creator promptly (512(g)(2)(A)). The law names
no hours for these two, ours are below. 3. After a counter-notice restore, not less than 10 and not
more than 14 business days later (512(g)(2)(C)), unless a court is asked. No legal advice.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Literal

import msgspec

from agents.audita.rows import Notice
from agents.contract.business_days import restore_window

HIDE_WITHIN = timedelta(hours=24)
NOTIFY_WITHIN = timedelta(hours=24)
State = Literal[
    "overdue",
    "restore",
    "hide",
    "notify",
    "must_not_restore",
    "waiting_for_counter",
    "closed",
    "unknown",
]
URGENCY: tuple[State, ...] = (
    "overdue",
    "unknown",
    "restore",
    "hide",
    "notify",
    "must_not_restore",
    "waiting_for_counter",
    "closed",
)
"""Most urgent first; a notice that cannot be judged needs a person at once."""
_CLOSED = ("restored", "withdrawn", "upheld")


class NoticeState(msgspec.Struct, frozen=True):
    """Where a notice is and what is next."""

    notice_id: str
    post_id: str
    state: State
    action: str
    act_from: datetime | None = None
    act_until: datetime | None = None
    findings: tuple[str, ...] = ()


def judge_notice(notice: Notice, now: datetime) -> NoticeState:
    """Say what is next for one notice."""
    if notice.status in _CLOSED:
        return _state(notice, "closed", "nothing")
    if notice.status == "countered":
        return _judge_countered(notice, now)
    if notice.status == "hidden":
        return _judge_hidden(notice, now)
    if notice.status == "received":
        until = notice.received_at + HIDE_WITHIN  # (1)
        return _due(notice, "hide", "hide the post", until, now)
    return _state(notice, "unknown", f"status {notice.status!r} is not known; look at the notice")


def _judge_hidden(notice: Notice, now: datetime) -> NoticeState:
    if notice.notified_at is not None:
        return _state(notice, "waiting_for_counter", "nothing until the creator counters")
    until = (notice.hidden_at or notice.received_at) + NOTIFY_WITHIN  # (2)
    return _due(notice, "notify", "notify the creator", until, now)


def _judge_countered(notice: Notice, now: datetime) -> NoticeState:
    if notice.counter_received_at is None:
        return _state(notice, "unknown", "countered without a time; look at the notice")
    opens, closes = restore_window(notice.counter_received_at)  # (3)
    if now < opens:
        return _state(notice, "must_not_restore", "wait; do not restore yet", opens, closes)
    if now <= closes:
        return _state(
            notice, "restore", "restore the post, or record a court action", opens, closes
        )
    return _state(notice, "overdue", "restore the post: the window is over", opens, closes)


def _due(notice: Notice, state: State, action: str, until: datetime, now: datetime) -> NoticeState:
    return _state(notice, state if now <= until else "overdue", action, None, until)


def _state(
    notice: Notice,
    state: State,
    action: str,
    act_from: datetime | None = None,
    act_until: datetime | None = None,
) -> NoticeState:
    findings = tuple(_check_times(notice))
    return NoticeState(notice.id, notice.post_id, state, action, act_from, act_until, findings)


def _check_times(notice: Notice) -> Iterator[str]:
    """Find recorded times that contradict each other or the law."""
    for name in ("hidden_at", "notified_at", "counter_received_at"):
        at = getattr(notice, name)
        if at is not None and at < notice.received_at:
            yield f"{name} is before the notice was received"
    if notice.hidden_at is not None and notice.hidden_at > notice.received_at + HIDE_WITHIN:
        yield f"hidden later than {HIDE_WITHIN.total_seconds() / 3600:.0f} h after receipt"
    if notice.counter_received_at is not None:
        recorded = (notice.restore_not_before, notice.restore_not_after)
        expected = restore_window(notice.counter_received_at)
        if recorded != expected:
            yield f"recorded restore window differs from {_render(expected)}"


def _render(window: tuple[datetime, datetime]) -> str:
    return " to ".join(moment.isoformat() for moment in window)
