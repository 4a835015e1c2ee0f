"""Nothing runs without a grant, and what is asked again is the same claim."""

import itertools
from typing import Any

import msgspec
import pytest

from agents.contract.messages import Command
from agents.contract.outcome import OutcomeRuling
from agents.runtime.errors import RefusedError, UnreachableError
from agents.runtime.reporter import End, Reporter, seconds_given
from tests.support.agent import RecordingCoreApi
from tests.support.platform_messages import COMMAND, COMMAND_ID

_AWAY = UnreachableError("away")


class Time:
    """A monotonic clock that the waits move."""

    def __init__(self) -> None:
        self.now = 100.0

    def wait(self, seconds: float) -> None:
        """Let it pass, at least a little."""
        self.now += max(seconds, 0.01)


def command(**change: Any) -> Command:  # noqa: ANN401
    return msgspec.convert({**COMMAND, **change}, Command)


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def core_api() -> RecordingCoreApi:
    return RecordingCoreApi()


@pytest.fixture
def reporter(core_api: RecordingCoreApi, time: Time) -> Reporter:
    return Reporter(core_api, time.wait, lambda: time.now)


def test_claim_is_repeated_unchanged_until_core_api_answers(
    core_api: RecordingCoreApi, reporter: Reporter
) -> None:
    core_api.rulings = [_AWAY, _AWAY]
    assert reporter.claim(reporter.open_ticket(command(), 100.0)).granted
    reports = [report for command_id, report in core_api.reports if command_id == COMMAND_ID]
    assert len(reports) == 3
    assert len({report.claim for report in reports}) == 1


def test_claim_is_given_up_when_the_time_is_over(
    core_api: RecordingCoreApi, reporter: Reporter, time: Time
) -> None:
    core_api.rulings = [_AWAY] * 10_000
    with pytest.raises(UnreachableError):
        reporter.claim(reporter.open_ticket(command(), 100.0))
    assert time.now <= 130.0


def test_each_command_has_a_claim_of_its_own(reporter: Reporter) -> None:
    claims = {reporter.open_ticket(command(), 0.0).claim for _ in range(100)}
    assert len(claims) == 100


def test_end_is_tried_for_half_a_minute_even_after_the_deadline(
    core_api: RecordingCoreApi, reporter: Reporter, time: Time
) -> None:
    ticket = reporter.open_ticket(command(), 100.0)
    time.now = 500.0
    core_api.rulings = [_AWAY] * 5
    assert reporter.end(ticket, End("done")).granted
    core_api.rulings = [_AWAY] * 10_000
    with pytest.raises(UnreachableError):
        reporter.end(ticket, End("done"))
    assert 520.0 < time.now < 570.0


def test_last_report_before_the_end_of_the_process_is_short(
    core_api: RecordingCoreApi, reporter: Reporter, time: Time
) -> None:
    core_api.rulings = [_AWAY] * 10_000
    with pytest.raises(UnreachableError):
        reporter.end(reporter.open_ticket(command(), 100.0), End("done", seconds_max=3.0))
    assert time.now <= 103.0


def test_refused_result_is_a_failure_with_the_reason(
    core_api: RecordingCoreApi, reporter: Reporter
) -> None:
    core_api.rulings = [RefusedError("x" * 5000), OutcomeRuling(granted=True, outcome="failed")]
    reporter.end(reporter.open_ticket(command(), 100.0), End("done", result="r"))
    last = core_api.reports[-1][1]
    assert (last.outcome, last.result, len(last.detail)) == ("failed", None, 1000)
    assert "did not take" in last.detail


def test_refused_claim_is_not_asked_again(core_api: RecordingCoreApi, reporter: Reporter) -> None:
    core_api.rulings = [RefusedError("no such command")]
    with pytest.raises(RefusedError):
        reporter.claim(reporter.open_ticket(command(), 100.0))
    assert len(core_api.reports) == 1


@pytest.mark.parametrize("bad", ["", "soon", "2026-01-02T03:04:05"])
def test_command_without_times_is_refused(bad: str) -> None:
    assert seconds_given(command()) == 30.0
    with pytest.raises(RefusedError, match="no valid times"):
        seconds_given(command(deadline_at=bad))


def test_waits_grow_to_their_limit(core_api: RecordingCoreApi) -> None:
    waits: list[float] = []
    ticks = itertools.count(0.0, 0.001)
    core_api.rulings = [_AWAY] * 20
    reporter = Reporter(core_api, waits.append, lambda: next(ticks))
    reporter.claim(reporter.open_ticket(command(), 0.0))
    assert len(waits) == 20
    assert max(waits) <= 5.0
