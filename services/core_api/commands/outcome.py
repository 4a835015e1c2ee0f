"""How a command stands at one agent, as a pure state machine by the server's clock.

    sent -> delivered -> acknowledged -> done | failed        every one before its end -> timed_out

1. States only move to the right; done, failed and timed_out are final. 2. A claim is granted once
per target: the same claim again is granted again, so that a lost answer does no harm, another one
never. 3. Only who holds the grant ends the command. 4. After the deadline nothing is granted; a
result that comes late is kept beside the outcome `timed_out`, and does not change it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from agents.contract.outcome import OutcomeReport


class Outcome(StrEnum):
    """How far a command got."""

    SENT = "sent"
    DELIVERED = "delivered"
    """Redis counted the one agent it was for as a listener."""
    ACKNOWLEDGED = "acknowledged"
    DONE = "done"
    FAILED = "failed"
    TIMED_OUT = "timed_out"


FINAL = frozenset({Outcome.DONE, Outcome.FAILED, Outcome.TIMED_OUT})
_PROGRESS = (Outcome.SENT, Outcome.DELIVERED, Outcome.ACKNOWLEDGED)
_ENDINGS = (Outcome.FAILED, Outcome.TIMED_OUT, Outcome.DONE)
"""Worst first."""
_DETAIL_LATE = "reported after the deadline as"


@dataclass(frozen=True, slots=True)
class Target:
    """One command at one agent."""

    agent: str
    outcome: Outcome
    at: datetime
    """Since when it is so."""
    claim: str = ""
    """Who was granted the command; empty while nobody is."""
    detail: str = ""
    result: Any = None


@dataclass(frozen=True, slots=True)
class Ruling:
    """What became of a report."""

    target: Target
    is_granted: bool


def judge(target: Target, deadline: datetime, now: datetime) -> Target:
    """Return the target as it stands at `now`: timed out if its deadline passed before its end."""
    if target.outcome in FINAL or now <= deadline:
        return target
    return replace(target, outcome=Outcome.TIMED_OUT, at=deadline)


def deliver(target: Target, now: datetime) -> Target:
    """Note that the agent listened when the command was published."""
    if target.outcome is not Outcome.SENT:
        return target  # (1)
    return replace(target, outcome=Outcome.DELIVERED, at=now)


def rule(target: Target, report: OutcomeReport, deadline: datetime, now: datetime) -> Ruling:
    """Decide about the report of an agent."""
    current = judge(target, deadline, now)
    if report.outcome == "acknowledged":
        return _rule_on_claim(current, report, now)
    is_holder = bool(current.claim) and current.claim == report.claim  # (3)
    if is_holder and current.outcome is Outcome.ACKNOWLEDGED:
        ended = replace(
            current,
            outcome=Outcome(report.outcome),
            at=now,
            detail=report.detail,
            result=report.result,
        )
        return Ruling(ended, is_granted=True)
    if is_holder and current.outcome is Outcome.TIMED_OUT and not current.detail:  # (4)
        detail = f"{_DETAIL_LATE} {report.outcome}{report.detail and ': '}{report.detail}"
        return Ruling(replace(current, detail=detail, result=report.result), is_granted=False)
    return Ruling(current, is_granted=is_holder and current.outcome.value == report.outcome)


def _rule_on_claim(current: Target, report: OutcomeReport, now: datetime) -> Ruling:
    if current.outcome in {Outcome.SENT, Outcome.DELIVERED}:
        claimed = replace(current, outcome=Outcome.ACKNOWLEDGED, at=now, claim=report.claim)
        return Ruling(claimed, is_granted=True)
    is_repeated = current.outcome is Outcome.ACKNOWLEDGED and current.claim == report.claim  # (2)
    return Ruling(current, is_granted=is_repeated)


def combine(outcomes: Iterable[Outcome]) -> Outcome:
    """Return the outcome of the whole: the least progress, or the worst end of all.

    Raises `ValueError` for a command without a target.
    """
    found = frozenset(outcomes)
    for outcome in (*_PROGRESS, *_ENDINGS):
        if outcome in found:
            return outcome
    raise ValueError("a command has at least one target")
