"""Decide a family's open requests for extra time by its rule.

Facts come from core-api; a fact that could not be read is unknown, and the rule leaves such a
request to a parent. core-api has the last word: what it refuses is reported, not hidden.
"""

from contextlib import suppress
from datetime import date

import msgspec

from agents.riven.extra_time import ExtraTimeDecision, ExtraTimeFacts, ExtraTimeRule, decide
from agents.riven.family_data import (
    PREFIX,
    ExtraTimeRequest,
    Id,
    ScreenTime,
    read_extra_time,
    read_family,
    read_screen_time,
)
from agents.runtime.capability import TaskContext
from agents.runtime.errors import AgentError, RefusedError

_NOTE_CHARACTERS_MAX = 200


class RequestsInput(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whose requests to decide, and by which rule."""

    family_id: Id
    rule: ExtraTimeRule | None = None
    """Without one: only the minutes that the family lets riven decide."""
    homework_done: dict[Id, bool] = {}
    """By member; a parent says it."""
    apply: bool = False
    """False only says what would be decided."""


class DecidedRequest(msgspec.Struct, frozen=True):
    """One request."""

    request_id: str
    member_id: str
    minutes: int
    decision: str
    reasons: list[str]
    applied: bool
    problem: str
    """Why core-api did not take the decision."""


def decide_requests(wanted: RequestsInput, context: TaskContext) -> list[DecidedRequest]:
    """Decide every open request of a family, oldest first."""
    rule = wanted.rule
    if rule is None:
        minutes = read_family(context, wanted.family_id).auto_decide_minutes
        rule = ExtraTimeRule(auto_approve_minutes=minutes, day_minutes_max=minutes)
    approved = read_extra_time(context, wanted.family_id, "approved")
    decided = []
    for request in read_extra_time(context, wanted.family_id, "open"):
        facts = _facts(request, approved, wanted.homework_done.get(request.member_id), context)
        decision = decide(rule, facts)
        done = _apply(request, decision, context) if wanted.apply else _row(request, decision)
        if done.applied and decision.decision == "approve":
            granted = msgspec.structs.replace(
                request, status="approved", granted_minutes=request.minutes
            )
            approved.append(granted)
        decided.append(done)
    return decided


def granted_minutes(
    approved: list[ExtraTimeRequest],
    member_id: str,
    day: date,
) -> tuple[int, int]:
    """Return what a member was granted on `day`, and in its calendar week (ISO 8601)."""
    week = _week_of(day)
    own = [request for request in approved if request.member_id == member_id]
    return (
        sum(request.granted_minutes or 0 for request in own if request.day == day),
        sum(request.granted_minutes or 0 for request in own if _week_of(request.day) == week),
    )


def _week_of(day: date) -> tuple[int, int]:
    year, week, _ = day.isocalendar()
    return year, week


def _facts(
    request: ExtraTimeRequest,
    approved: list[ExtraTimeRequest],
    homework_done: bool | None,  # noqa: FBT001 - a fact, not a switch
    context: TaskContext,
) -> ExtraTimeFacts:
    state: ScreenTime | None = None
    with suppress(AgentError):  # unknown: a parent decides
        state = read_screen_time(context, request.member_id)
    today, week = granted_minutes(approved, request.member_id, request.day)
    return ExtraTimeFacts(
        minutes=request.minutes,
        granted_today_minutes=today,
        granted_week_minutes=week,
        in_downtime=None if state is None else state.in_downtime,
        homework_done=homework_done,
    )


def _apply(
    request: ExtraTimeRequest,
    decision: ExtraTimeDecision,
    context: TaskContext,
) -> DecidedRequest:
    if decision.decision == "ask_parent":
        return _row(request, decision)
    note = "; ".join(decision.reasons)[:_NOTE_CHARACTERS_MAX]
    try:
        context.core_api.post(
            f"{PREFIX}/extra-time/{request.id}/{decision.decision}", {"note": note}
        )
    except RefusedError as error:
        return _row(request, decision, problem=str(error)[:300])
    return _row(request, decision, applied=True)


def _row(
    request: ExtraTimeRequest,
    decision: ExtraTimeDecision,
    *,
    applied: bool = False,
    problem: str = "",
) -> DecidedRequest:
    return DecidedRequest(
        request_id=request.id,
        member_id=request.member_id,
        minutes=request.minutes,
        decision=decision.decision,
        reasons=decision.reasons,
        applied=applied,
        problem=problem,
    )
