"""Runs of playbooks: order, conditions, failures, and interruptions at any request."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.contract.playbook import PlaybookRun, Step, check_steps
from agents.nova.agent import tick
from agents.nova.playbook_runner import PlaybookRunner
from agents.runtime.capability import TaskContext
from agents.runtime.errors import AgentError, RefusedError, TaskError
from tests.support.nova_platform import RUN_ID, NovaPlatform
from tests.support.scripted_core_api import MovingClock, scripted_context

FIRST = {"name": "scan", "agent": "glitch", "capability": "scan_logs"}
SECOND = {"name": "report", "agent": "echo", "capability": "send_message"}
THIRD = {"name": "count", "agent": "velora", "capability": "kpi_report"}


def steps(*fields: dict[str, Any]) -> tuple[Step, ...]:
    return msgspec.convert(fields, tuple[Step, ...])


def condition(path: str, operator: str, value: Any = None) -> dict[str, Any]:  # noqa: ANN401
    return {"path": path, "operator": operator, "value": value}


class Nova:
    """One nova on one platform; its clock moves while it sleeps."""

    def __init__(self, platform: NovaPlatform | None = None) -> None:
        self.platform = platform or NovaPlatform()
        self.clock = MovingClock()

    @property
    def context(self) -> TaskContext:
        """Of the tasks."""
        return scripted_context("nova", self.platform, self.clock)

    def sleep(self, seconds: float) -> None:
        """Let the time pass."""
        self.clock.now += timedelta(seconds=seconds)

    def run(self, *fields: dict[str, Any], seconds: float = 20) -> PlaybookRun:
        """Start a run and follow it."""
        runner = PlaybookRunner(self.context, self.sleep)
        return runner.advance(runner.start("trial", steps(*fields)), seconds)

    def resume(self) -> PlaybookRun:
        """Go on as a nova that was just started does."""
        runner = PlaybookRunner(self.context, self.sleep)
        for run in runner.unfinished():
            runner.advance(run, 20)
        return msgspec.convert(self.platform.runs[RUN_ID], PlaybookRun)


def statuses(run: PlaybookRun) -> list[str]:
    return [state.status for state in run.states]


def test_steps_run_in_order() -> None:
    nova = Nova()
    run = nova.run(FIRST, SECOND, THIRD)
    assert (run.status, statuses(run)) == ("done", ["done", "done", "done"])
    sent = [command["args"]["capability"] for command in nova.platform.commands.values()]
    assert sent == ["scan_logs", "send_message", "kpi_report"]


def test_state_is_kept_before_the_command_is_sent() -> None:
    nova = Nova()
    nova.run(FIRST)
    routes = [route for route, _ in nova.platform.asked]
    first_put = next(index for index, route in enumerate(routes) if route.startswith("PUT"))
    assert first_put < routes.index("POST /api/v1/agent/command")
    kept = nova.platform.asked[first_put][1]["states"][0]
    assert (kept["status"], kept["command_id"] in nova.platform.commands) == ("sent", True)


@pytest.mark.parametrize(("value", "expected"), [(0, ["done", "done"]), (1, ["done", "skipped"])])
def test_condition_on_a_result_decides(value: int, expected: list[str]) -> None:
    nova = Nova()
    nova.platform.outcomes["scan_logs"] = ("done", {"findings": ["a"]})
    when = condition("scan.result.findings.length", ">", value)
    run = nova.run(FIRST, {**SECOND, "when": [when]})
    assert (run.status, statuses(run)) == ("done", expected)


def test_conditions_are_asked_in_order_and_all_must_hold() -> None:
    missing = condition("scan.result.nothing", "exists")
    compared = condition("scan.result.nothing", ">", 0)
    run = Nova().run(FIRST, {**SECOND, "when": [missing, compared]})
    assert statuses(run) == ["done", "skipped"]


def test_condition_that_cannot_be_decided_fails_its_step() -> None:
    nova = Nova()
    when = condition("scan.result.nothing", ">", 0)
    run = nova.run(FIRST, {**SECOND, "when": [when]}, THIRD)
    assert (run.status, statuses(run)) == ("failed", ["done", "failed", "not_reached"])
    assert "no such value" in run.states[1].reason
    assert len(nova.platform.commands) == 1


@pytest.mark.parametrize("outcome", ["failed", "timed_out"])
@pytest.mark.parametrize(
    ("on_failure", "status", "last"),
    [("stop", "failed", "not_reached"), ("continue", "done", "done")],
)
def test_failure_stops_or_goes_on(outcome: str, on_failure: str, status: str, last: str) -> None:
    nova = Nova()
    nova.platform.outcomes["scan_logs"] = (outcome, None)
    run = nova.run({**FIRST, "on_failure": on_failure}, SECOND)
    assert (run.status, statuses(run)) == (status, [outcome, last])


def test_later_step_can_ask_how_an_earlier_one_ended() -> None:
    nova = Nova()
    nova.platform.outcomes["scan_logs"] = ("failed", None)
    when = condition("scan.status", "==", "failed")
    run = nova.run({**FIRST, "on_failure": "continue"}, {**SECOND, "when": [when]})
    assert statuses(run) == ["failed", "done"]
    assert run.states[0].reason == "it did not work"


def test_refused_command_fails_its_step() -> None:
    nova = Nova()
    nova.platform.refused = {"scan_logs"}
    run = nova.run(FIRST, SECOND)
    assert (run.status, statuses(run)) == ("failed", ["failed", "not_reached"])
    assert "422" in run.states[0].reason


def test_slow_run_goes_on_at_the_ticks() -> None:
    nova = Nova()
    nova.platform.polls_until_end = 3
    run = nova.run(FIRST, SECOND, seconds=0)
    assert (run.status, statuses(run)) == ("running", ["sent", "pending"])
    for _ in range(8):
        tick(TaskContext("nova", "", nova.platform, now=StoppedClock(nova.clock)))
    assert nova.platform.runs[RUN_ID]["status"] == "done"
    assert set(nova.platform.executed.values()) == {1}


class StoppedClock(MovingClock):
    """A clock that is far ahead at each later look, so that nothing is followed."""

    def __init__(self, clock: MovingClock) -> None:
        super().__init__(clock.now)

    def __call__(self) -> Any:  # noqa: ANN401 - datetime
        """Return a later time at each look."""
        self.now += timedelta(seconds=10)
        return self.now


def test_two_novas_with_the_same_run_send_the_same_command() -> None:
    nova = Nova()
    nova.platform.polls_until_end = 10
    run = PlaybookRunner(nova.context).start("trial", steps(FIRST))
    for _ in range(2):  # neither knows of the other
        PlaybookRunner(nova.context, nova.sleep).advance(run, 0)
    assert len(nova.platform.sent("POST /api/v1/agent/command")) == 2
    assert list(nova.platform.executed.values()) == [1]


def test_nova_that_is_late_finds_out() -> None:
    nova = Nova()
    run = PlaybookRunner(nova.context).start("trial", steps(FIRST))
    PlaybookRunner(nova.context, nova.sleep).advance(run, 20)
    with pytest.raises(RefusedError, match="409"):
        PlaybookRunner(nova.context, nova.sleep).advance(run, 20)


def test_run_that_does_not_end_within_a_day_is_given_up() -> None:
    nova = Nova()
    nova.platform.polls_until_end = 10**6
    nova.run({**FIRST, "on_failure": "continue"}, SECOND, seconds=0)
    nova.clock.now += timedelta(days=1, seconds=1)
    run = nova.resume()
    assert (run.status, statuses(run)) == ("failed", ["failed", "not_reached"])
    assert run.states[0].reason == "not ended within 1 day"


@given(
    st.dictionaries(st.integers(0, 60), st.sampled_from(["before", "after"]), max_size=25),
    st.lists(st.sampled_from(["done", "failed", "timed_out"]), min_size=3, max_size=3),
    st.sampled_from(["stop", "continue"]),
)
def test_no_step_is_executed_twice_whatever_is_cut_off(
    cuts: dict[int, str],
    outcomes: list[str],
    on_failure: str,
) -> None:
    nova = Nova()
    fields = [{**one, "on_failure": on_failure} for one in (FIRST, SECOND, THIRD)]
    ends = zip(fields, outcomes, strict=True)
    nova.platform.outcomes = {one["capability"]: (end, None) for one, end in ends}
    # A run exists; then nova is interrupted, and started again, until nothing is cut off.
    PlaybookRunner(nova.context).start("trial", steps(*fields))
    nova.platform.cuts = {number + 1: cut for number, cut in cuts.items()}
    for _ in range(len(cuts) + 1):
        try:
            nova.resume()
        except AgentError:
            continue
    nova.platform.cuts = {}
    run = nova.resume()
    assert run.status != "running"
    assert all(count == 1 for count in nova.platform.executed.values())
    begun = [state for state in run.states if state.status != "not_reached"]
    assert len(nova.platform.executed) == len(begun)
    assert statuses(run)[: len(begun)] == outcomes[: len(begun)]


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ([FIRST, FIRST], "used twice"),
        ([{**FIRST, "agent": "nova"}], "cannot be commanded"),
        ([{**FIRST, "agent": "atlas"}], "cannot be commanded"),
        ([{**FIRST, "when": [condition("scan.status", "exists")]}], "no earlier step"),
        ([{**FIRST, "when": [condition("report.status", "exists")]}, SECOND], "no earlier step"),
    ],
)
def test_steps_that_cannot_run_are_refused_before_anything_starts(
    fields: list[dict[str, Any]],
    reason: str,
) -> None:
    assert any(reason in one for one in check_steps(steps(*fields)))
    nova = Nova()
    with pytest.raises(TaskError, match=reason):
        nova.run(*fields)
    assert nova.platform.asked == []
