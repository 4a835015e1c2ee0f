"""How a family's members stand with their screen time, and who needs a word.

What could not be read about a member is said as such and never counts as fine.
"""

from datetime import datetime, timedelta
from typing import Any, Literal

import msgspec

from agents.contract.screen_time import (
    MINUTES_PER_DAY,
    WEEKDAYS,
    ScreenState,
    Weekday,
    judge_screen_time,
    parse_clock,
    parse_windows,
)
from agents.riven.extra_time import Minutes
from agents.riven.family_data import Id, Member, ScreenTime, read_members, read_screen_time
from agents.runtime.capability import TaskContext
from agents.runtime.errors import AgentError, TaskError

Finding = Literal["fine", "ends_soon", "used_up", "over_budget", "in_downtime", "not_checked"]
_SOON = timedelta(minutes=15)
_SUPERVISED = ("child", "teen")


class ScreenTimeInput(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A moment to judge, with everything that counts."""

    used_minutes: Minutes
    weekday: Weekday
    clock: str
    """Time of the day, `HH:MM`."""
    budget_minutes: Minutes | None = None
    """Nothing is no limit."""
    extra_minutes: Minutes = 0
    downtime: list[dict[str, Any]] = []
    """Windows such as `{"days": ["mon"], "from": "21:00", "until": "07:00"}`."""


class FamilyInput(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The family to look at."""

    family_id: Id


class MemberReview(msgspec.Struct, frozen=True):
    """One member."""

    member_id: str
    display_name: str
    finding: Finding
    detail: str


class FamilyReview(msgspec.Struct, frozen=True):
    """All children and teens of a family."""

    members: list[MemberReview]
    attention: int
    """How many are in downtime or over their budget with a running session."""
    not_checked: int


def evaluate(wanted: ScreenTimeInput) -> ScreenState:
    """Judge a moment by the shared rules.

    Raises `TaskError` if the time or a window cannot be read.
    """
    try:
        windows, minute = parse_windows(wanted.downtime), parse_clock(wanted.clock)
    except ValueError as error:
        raise TaskError(str(error)) from error
    # 24:00 is the first minute of the next day.
    days, minute = divmod(minute, MINUTES_PER_DAY)
    weekday = (WEEKDAYS.index(wanted.weekday) + days) % len(WEEKDAYS)
    budget = wanted.budget_minutes
    allowed = None if budget is None else budget + wanted.extra_minutes
    return judge_screen_time(allowed, wanted.used_minutes, windows, weekday, minute)


def review(member: Member, state: ScreenTime, now: datetime) -> MemberReview:
    """Judge what core-api says about one member."""
    finding, detail = _find(state, now)
    return MemberReview(member.id, member.display_name, finding, detail)


def review_family(wanted: FamilyInput, context: TaskContext) -> FamilyReview:
    """Read and judge every child and teen."""
    members = [
        _review_member(member, context)
        for member in read_members(context, wanted.family_id)
        if member.role in _SUPERVISED
    ]
    if not members:
        raise TaskError("the family has no child and no teen; there is nothing to review")
    findings = [member.finding for member in members]
    return FamilyReview(
        members=members,
        attention=sum(finding in ("in_downtime", "over_budget") for finding in findings),
        not_checked=findings.count("not_checked"),
    )


def _review_member(member: Member, context: TaskContext) -> MemberReview:
    try:
        return review(member, read_screen_time(context, member.id), context.now())
    except AgentError as error:
        return MemberReview(member.id, member.display_name, "not_checked", str(error)[:200])


def _find(state: ScreenTime, now: datetime) -> tuple[Finding, str]:
    running = state.open_session_id is not None
    budget = state.budget_minutes
    allowed = None if budget is None else budget + state.granted_extra_minutes
    over = 0 if allowed is None else max(0, state.used_minutes - allowed)
    if running and state.in_downtime:
        return "in_downtime", "a session runs in downtime; ask for its end"
    if running and state.left_minutes == 0:
        return "over_budget", f"a session runs {over} minutes over the budget; ask for its end"
    if running and state.ends_at is not None and state.ends_at - now <= _SOON:
        left = max(0, int((state.ends_at - now).total_seconds() // 60))
        return "ends_soon", f"the running session ends in {left} minutes"
    if state.left_minutes == 0:
        return "used_up", "nothing is left today"
    left_text = "no limit" if state.left_minutes is None else f"{state.left_minutes} minutes left"
    return "fine", left_text
