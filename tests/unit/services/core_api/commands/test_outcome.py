"""How a command stands: only forward, one grant, one end, judged by the deadline."""

import uuid
from datetime import timedelta
from typing import Any

import pytest

from agents.contract.outcome import OutcomeReport
from services.core_api.commands.outcome import Outcome, Target, combine, deliver, judge, rule
from tests.support.core_api import START

MINE, OTHER = str(uuid.UUID(int=1)), str(uuid.UUID(int=2))
DEADLINE = START + timedelta(seconds=30)
IN_TIME, LATE = START + timedelta(seconds=1), START + timedelta(seconds=31)
CLAIM, DONE = OutcomeReport("acknowledged", MINE), OutcomeReport("done", MINE, result={"a": 1})
FAILED = OutcomeReport("failed", MINE, "why")


def target(outcome: str = "sent", **more: Any) -> Target:  # noqa: ANN401
    return Target("nova", Outcome(outcome), START, **more)


@pytest.mark.parametrize("outcome", ["sent", "delivered"])
def test_first_claim_is_granted(outcome: str) -> None:
    ruling = rule(target(outcome), CLAIM, DEADLINE, IN_TIME)
    assert ruling.is_granted
    assert ruling.target == Target("nova", Outcome.ACKNOWLEDGED, IN_TIME, MINE)


def test_the_same_claim_is_granted_again_and_another_is_not() -> None:
    held = target("acknowledged", claim=MINE)
    assert rule(held, CLAIM, DEADLINE, IN_TIME).is_granted
    other = rule(held, OutcomeReport("acknowledged", OTHER), DEADLINE, IN_TIME)
    assert (other.is_granted, other.target) == (False, held)


@pytest.mark.parametrize("outcome", ["done", "failed", "timed_out"])
@pytest.mark.parametrize("report", [CLAIM, OutcomeReport("done", OTHER)])
def test_an_end_is_final(outcome: str, report: OutcomeReport) -> None:
    ended = target(outcome, claim=MINE, detail="x")
    ruling = rule(ended, report, DEADLINE, IN_TIME)
    assert (ruling.is_granted, ruling.target) == (False, ended)


@pytest.mark.parametrize("report", [DONE, FAILED])
def test_the_holder_ends_it_and_may_say_so_again(report: OutcomeReport) -> None:
    held = target("acknowledged", claim=MINE)
    ended = rule(held, report, DEADLINE, IN_TIME)
    assert ended.is_granted
    assert ended.target.outcome.value == report.outcome
    assert (ended.target.detail, ended.target.result) == (report.detail, report.result)
    again = rule(ended.target, report, DEADLINE, LATE)
    assert (again.is_granted, again.target) == (True, ended.target)


@pytest.mark.parametrize("outcome", ["sent", "delivered", "acknowledged"])
def test_without_the_grant_nothing_is_ended(outcome: str) -> None:
    open_one = target(outcome, claim=OTHER if outcome == "acknowledged" else "")
    ruling = rule(open_one, DONE, DEADLINE, IN_TIME)
    assert (ruling.is_granted, ruling.target) == (False, open_one)


def test_nothing_is_granted_after_the_deadline() -> None:
    ruling = rule(target(), CLAIM, DEADLINE, LATE)
    assert (ruling.is_granted, ruling.target.outcome) == (False, Outcome.TIMED_OUT)


def test_late_result_is_kept_once_beside_the_outcome() -> None:
    held = target("acknowledged", claim=MINE)
    late = rule(held, DONE, DEADLINE, LATE)
    assert (late.is_granted, late.target.outcome) == (False, Outcome.TIMED_OUT)
    assert late.target.result == {"a": 1}
    assert "after the deadline as done" in late.target.detail
    assert rule(late.target, FAILED, DEADLINE, LATE).target == late.target


def test_deadline_itself_is_in_time() -> None:
    assert judge(target(), DEADLINE, DEADLINE).outcome is Outcome.SENT
    judged = judge(target(), DEADLINE, LATE)
    assert (judged.outcome, judged.at) == (Outcome.TIMED_OUT, DEADLINE)
    done = target("done", claim=MINE)
    assert judge(done, DEADLINE, LATE) == done


def test_only_what_was_sent_is_delivered() -> None:
    assert deliver(target(), IN_TIME).outcome is Outcome.DELIVERED
    held = target("acknowledged", claim=MINE)
    assert deliver(held, IN_TIME) == held


@pytest.mark.parametrize(
    ("outcomes", "whole"),
    [
        ("done", "done"),
        ("done failed", "failed"),
        ("done timed_out", "timed_out"),
        ("failed timed_out", "failed"),
        ("done sent failed", "sent"),
        ("acknowledged delivered", "delivered"),
    ],
)
def test_outcome_of_the_whole(outcomes: str, whole: str) -> None:
    assert combine(Outcome(one) for one in outcomes.split()).value == whole


def test_command_without_targets_has_no_outcome() -> None:
    with pytest.raises(ValueError, match="at least one"):
        combine([])
