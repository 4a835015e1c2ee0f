"""The tick of a module: every 15 s, never a crash, said once."""

import pytest

from agents.runtime.capability import AgentModule, TaskContext, agent_module
from agents.runtime.errors import UnreachableError
from agents.runtime.log import AgentLog
from agents.runtime.ticking import Ticking
from tests.support.agent import RecordingCoreApi, written


class Beating:
    """A module whose tick counts, and fails as the test says."""

    def __init__(self) -> None:
        self.now = 0.0
        self.ticks: list[float] = []
        self.failure: Exception | None = None
        self.log = AgentLog("nova")

    def tick(self, context: TaskContext) -> None:
        """Count or fail."""
        assert (context.agent, context.command_id) == ("nova", "")
        assert context.now().tzinfo is not None
        self.ticks.append(self.now)
        if self.failure:
            raise self.failure

    def ticking(self, module: AgentModule | None = None) -> Ticking:
        """Return what is tested."""
        context = TaskContext("nova", "", RecordingCoreApi())
        chosen = module or agent_module("1.0.0", tick=self.tick)
        return Ticking(chosen, context, self.log, lambda: self.now)

    def run(self, ticking: Ticking, seconds: float) -> None:
        """Let time pass in halves of a second."""
        until = self.now + seconds
        while self.now < until:
            ticking.run_if_due()
            self.now += 0.5


@pytest.fixture
def module() -> Beating:
    return Beating()


def test_ticks_are_15_seconds_apart_and_begin_at_a_random_moment(module: Beating) -> None:
    module.run(module.ticking(), 100.0)
    assert 6 <= len(module.ticks) <= 7
    gaps = [later - earlier for earlier, later in zip(module.ticks, module.ticks[1:], strict=False)]
    assert set(gaps) == {15.0}
    assert len({module.ticking().seconds_left() for _ in range(10)}) > 1


def test_module_without_tick_is_left_alone(module: Beating) -> None:
    ticking = module.ticking(agent_module("1.0.0"))
    module.run(ticking, 60.0)
    assert ticking.seconds_left() == float("inf")
    assert module.ticks == []


def test_failure_is_said_once_and_tried_again(module: Beating) -> None:
    ticking = module.ticking()
    for failure in (UnreachableError("away"), ZeroDivisionError("a bug"), None):
        module.failure = failure
        module.run(ticking, 60.0)
    assert [entry.message for entry in written(module.log)] == [
        "away",
        "ZeroDivisionError: a bug",
        "the work of the tick is done again",
    ]
    assert len(module.ticks) >= 12
