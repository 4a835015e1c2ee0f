"""Decide requests for extra screen time by a family's rule.

1. What the rule forbids is denied. 2. What the rule leaves to people, or what cannot be checked, is
for a parent to decide. 3. Only what passes every check is approved. Each decision says why.
"""

from typing import Annotated, Literal

import msgspec

from agents.contract.screen_time import MINUTES_PER_DAY

Minutes = Annotated[int, msgspec.Meta(ge=0, le=MINUTES_PER_DAY)]
WeekMinutes = Annotated[int, msgspec.Meta(ge=0, le=7 * MINUTES_PER_DAY)]


class ExtraTimeRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a family agreed on; the default approves nothing."""

    auto_approve_minutes: Minutes = 0
    """A request for more than this is for a parent."""
    day_minutes_max: Minutes = 60
    """Extra time of a day, this request included."""
    week_minutes_max: WeekMinutes = 180
    not_in_downtime: bool = True
    homework_first: bool = False


class ExtraTimeFacts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is known about a request; nothing means that it is not known."""

    minutes: Annotated[int, msgspec.Meta(ge=1, le=MINUTES_PER_DAY)]
    granted_today_minutes: Minutes | None = None
    granted_week_minutes: WeekMinutes | None = None
    """Of the calendar week, today included."""
    in_downtime: bool | None = None
    homework_done: bool | None = None


class ExtraTimeDecision(msgspec.Struct, frozen=True):
    """What to do with a request, and why."""

    decision: Literal["approve", "deny", "ask_parent"]
    reasons: list[str]


def decide(rule: ExtraTimeRule, facts: ExtraTimeFacts) -> ExtraTimeDecision:
    """Decide one request."""
    if denials := _denials(rule, facts):
        return ExtraTimeDecision("deny", denials)  # (1)
    if questions := _questions(rule, facts):
        return ExtraTimeDecision("ask_parent", questions)  # (2)
    within = f"{facts.minutes} minutes are within the family's rule"
    return ExtraTimeDecision("approve", [within])  # (3)


def _denials(rule: ExtraTimeRule, facts: ExtraTimeFacts) -> list[str]:
    found = []
    if rule.not_in_downtime and facts.in_downtime:
        found.append("it is downtime; ask again when it has ended")
    if rule.homework_first and facts.homework_done is False:
        found.append("homework comes first")
    for period, granted, most in (
        ("today", facts.granted_today_minutes, rule.day_minutes_max),
        ("this week", facts.granted_week_minutes, rule.week_minutes_max),
    ):
        if granted is not None and granted + facts.minutes > most:
            left = max(0, most - granted)
            found.append(f"{facts.minutes} minutes are too many {period}: {left} are left")
    return found


def _questions(rule: ExtraTimeRule, facts: ExtraTimeFacts) -> list[str]:
    found = []
    if facts.minutes > rule.auto_approve_minutes:
        found.append(f"more than the {rule.auto_approve_minutes} minutes that need no parent")
    if rule.not_in_downtime and facts.in_downtime is None:
        found.append("it is not known whether it is downtime")
    if rule.homework_first and facts.homework_done is None:
        found.append("it is not known whether homework is done")
    if facts.granted_today_minutes is None or facts.granted_week_minutes is None:
        found.append("it is not known how much extra time was granted already")
    return found
