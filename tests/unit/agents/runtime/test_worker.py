"""The worker executes what was granted, reports every end, and keeps silent when it must."""

import json
import threading
from pathlib import Path
from typing import Any

import msgspec
import pytest

from agents.contract.limits import QUEUED_COMMANDS_MAX
from agents.contract.messages import Command, CommandQueue
from agents.contract.outcome import OutcomeRuling
from agents.runtime.capability import AgentModule, Capability, TaskContext, agent_module
from agents.runtime.errors import RefusedError, UnreachableError
from agents.runtime.liveness import Liveness
from agents.runtime.log import AgentLog
from agents.runtime.worker import Worker
from tests.support.agent import RecordingCoreApi, TextInput, trial_module, written
from tests.support.platform_messages import COMMAND, COMMAND_ID

_NOT_GRANTED = OutcomeRuling(granted=False, outcome="acknowledged")


def command(op: str = "ping", capability: str = "double", **change: Any) -> Command:  # noqa: ANN401
    args = {"capability": capability, "input": {"text": "ab"}} if op == "task" else {}
    return msgspec.convert({**COMMAND, "op": op, "args": args, **change}, Command)


class Bench:
    """A worker with its parts in reach."""

    def __init__(self, folder: Path, module: AgentModule) -> None:
        self.core_api = RecordingCoreApi()
        self.log = AgentLog("nova")
        self.cycled = 0
        self.folder = folder
        self.worker = Worker(
            agent="nova",
            module=module,
            core_api=self.core_api,
            directory=str(folder),
            log=self.log,
            liveness=Liveness(str(folder), "nova"),
            cycle=self.cycle,
            wait=lambda _: None,
        )

    def cycle(self) -> None:
        """Count the ends; the report was sent before."""
        assert [report.outcome for _, report in self.core_api.reports] == ["acknowledged", "done"]
        self.cycled += 1

    def events(self) -> list[str]:
        """Return what was logged."""
        return [entry.event for entry in written(self.log)]

    def reported(self) -> list[str]:
        """Return the outcomes that were reported."""
        return [report.outcome for _, report in self.core_api.reports]


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path, trial_module())


@pytest.mark.parametrize(
    ("asked", "end", "result"),
    [
        (command(), "done", {"agent": "nova"}),
        (command("cycle"), "done", None),
        (command("task"), "done", "abab"),
        (command("task", "refuse"), "failed", None),
        (command("task", "break"), "failed", None),
        (command("task", "unknown"), "failed", None),
    ],
)
def test_end_is_reported_after_the_claim(
    bench: Bench, asked: Command, end: str, result: object
) -> None:
    bench.worker.work(asked)
    assert bench.reported() == ["acknowledged", end]
    claims = {report.claim for _, report in bench.core_api.reports}
    last = bench.core_api.reports[-1][1]
    assert (len(claims), last.result, bool(last.detail)) == (1, result, end == "failed")
    assert bench.cycled == (asked.op == "cycle")


@pytest.mark.parametrize("op", ["ping", "cycle", "task"])
@pytest.mark.parametrize(
    ("ruling", "event"),
    [
        (_NOT_GRANTED, "command.refused"),
        (RefusedError("no such command"), "command.unclaimed"),
    ],
)
def test_without_a_grant_nothing_happens(
    bench: Bench, op: str, ruling: OutcomeRuling | Exception, event: str
) -> None:
    bench.core_api.rulings = [ruling]
    bench.worker.work(command(op))
    assert bench.events() == [event]
    assert bench.reported() == ["acknowledged"]
    assert bench.cycled == 0
    assert not list(bench.folder.glob("agent_task*"))


def test_unreachable_core_api_executes_nothing(bench: Bench) -> None:
    bench.core_api.rulings = [UnreachableError("away")] * 100
    bench.worker.work(command("task"), received_at=-1e9)
    assert bench.events() == ["command.unclaimed"]


def test_task_asks_core_api_in_the_name_of_its_command(bench: Bench) -> None:
    bench.worker.work(command("task"))
    assert bench.core_api.behalf == COMMAND_ID


@pytest.mark.parametrize(
    "asked",
    [command(trace=False), command("task", trace=False), command("task", "break", trace=False)],
)
def test_command_without_trace_leaves_nothing(
    bench: Bench, asked: Command, capsys: pytest.CaptureFixture[str]
) -> None:
    bench.worker.work(asked)
    assert bench.events() == []
    assert capsys.readouterr().out == ""
    assert not list(bench.folder.glob("agent_task*"))
    assert len(bench.reported()) == 2


@pytest.mark.parametrize("ruling", [_NOT_GRANTED, RefusedError("x"), UnreachableError("x")])
def test_trouble_with_an_untraced_command_leaves_nothing(
    bench: Bench, ruling: OutcomeRuling | Exception
) -> None:
    bench.core_api.rulings = [ruling] * 50
    bench.worker.work(command("task", trace=False), received_at=-1e9)
    assert bench.events() == []


def test_late_end_is_said(bench: Bench) -> None:
    granted = OutcomeRuling(granted=True, outcome="acknowledged")
    bench.core_api.rulings = [granted, OutcomeRuling(granted=False, outcome="timed_out")]
    bench.worker.work(command())
    assert bench.events() == ["command.pong", "command.late"]


def test_result_that_is_too_large_is_a_failure_with_the_reason(tmp_path: Path) -> None:
    module = agent_module("1.0.0", Capability("big", TextInput, lambda *_: "x" * 20_000))
    bench = Bench(tmp_path, module)
    bench.worker.work(command("task", "big"))
    last = bench.core_api.reports[-1][1]
    assert last.outcome == "failed"
    assert "20002 bytes, at most 15360" in last.detail
    (entry,) = written(bench.log)
    assert "ask for less" in json.loads(entry.data)["error"]


def test_queue_tells_what_waits_and_what_is_worked_on(tmp_path: Path) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def hold(given: TextInput, context: TaskContext) -> None:
        del given, context
        begun.set()
        go_on.wait(10)

    bench = Bench(tmp_path, agent_module("1.0.0", Capability("hold", TextInput, hold)))
    worker = bench.worker
    assert worker.tell_queue() == CommandQueue(0, QUEUED_COMMANDS_MAX, 0)
    threading.Thread(target=worker.run, daemon=True).start()
    assert worker.submit(command("task", "hold"))
    assert begun.wait(10)
    assert [worker.submit(command()) for _ in range(QUEUED_COMMANDS_MAX + 1)] == [
        *[True] * QUEUED_COMMANDS_MAX,
        False,
    ]
    assert worker.tell_queue() == CommandQueue(QUEUED_COMMANDS_MAX, QUEUED_COMMANDS_MAX, 1)
    go_on.set()
