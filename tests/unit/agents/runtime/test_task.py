"""A task always ends with an outcome, and the task file is written first."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from agents.contract.messages import Command
from agents.runtime.capability import TaskContext, agent_module
from agents.runtime.liveness import Liveness
from agents.runtime.log import AgentLog
from agents.runtime.task import execute_task, task_file_path, write_task_file
from agents.runtime.worker import Worker
from tests.support.agent import RecordingCoreApi, trial_module, written
from tests.support.platform_messages import COMMAND, COMMAND_ID

CONTEXT = TaskContext("nova", COMMAND_ID, RecordingCoreApi())


def task(capability: str, **task_input: Any) -> Command:  # noqa: ANN401 - any JSON value
    args = {"capability": capability, "input": task_input}
    return msgspec.convert({**COMMAND, "op": "task", "args": args}, Command)


def test_good_task_has_a_result() -> None:
    outcome = execute_task(task("double", text="ab"), trial_module(), CONTEXT)
    assert (outcome.error, outcome.result) == ("", "abab")


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        (task("triple"), "unknown capability"),
        (task("double", text=7), "input refused"),
        (task("double", words="x"), "input refused"),
        (task("refuse", text="it"), "refused it"),
        (task("break"), "ZeroDivisionError: a bug"),
        (task("no_json"), "TypeError"),
    ],
)
def test_bad_task_has_an_error(command: Command, reason: str) -> None:
    outcome = execute_task(command, trial_module(), CONTEXT)
    assert reason in outcome.error
    assert outcome.result is None


def test_two_capabilities_cannot_share_a_name() -> None:
    capability = trial_module().capabilities["double"]
    with pytest.raises(ValueError, match="same name"):
        agent_module("1", capability, capability)


def test_task_file_holds_the_command_and_is_private(tmp_path: Path) -> None:
    path = Path(task_file_path(str(tmp_path), "nova"))
    write_task_file(str(path), task("double"))
    assert path.name == "agent_task_nova.json"
    assert msgspec.json.decode(path.read_bytes(), type=Command) == task("double")
    assert path.stat().st_mode & 0o777 == 0o600
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]


def test_task_file_does_not_follow_a_planted_link(tmp_path: Path) -> None:
    target = tmp_path / "target"
    path = Path(task_file_path(str(tmp_path), "nova"))
    Path(f"{path}.new").symlink_to(target)
    with pytest.raises(OSError, match="symbolic links"):
        write_task_file(str(path), task("double"))
    assert not target.exists()


@pytest.fixture
def cycled() -> list[bool]:
    return []


@pytest.fixture
def worker(tmp_path: Path, cycled: list[bool]) -> Worker:
    return Worker(
        agent="nova",
        module=trial_module(),
        core_api=RecordingCoreApi(),
        directory=str(tmp_path),
        log=AgentLog("nova"),
        liveness=Liveness(str(tmp_path), "nova"),
        cycle=lambda: cycled.append(True),
    )


@pytest.mark.parametrize(
    ("command", "event", "data"),
    [
        (task("double", text="ab"), "task.done", {"capability": "double", "result": "abab"}),
        (
            task("break"),
            "task.failed",
            {"capability": "break", "error": "ZeroDivisionError: a bug"},
        ),
        (msgspec.convert(COMMAND, Command), "command.pong", {}),
    ],
)
def test_outcome_is_logged_under_the_commands_id(
    worker: Worker,
    command: Command,
    event: str,
    data: dict[str, Any],
) -> None:
    worker.work(command)
    (entry,) = written(worker._log)
    assert (entry.event, entry.command_id, json.loads(entry.data)) == (event, COMMAND_ID, data)


def test_cycle_is_logged_before_the_end(worker: Worker, cycled: list[bool]) -> None:
    worker.work(msgspec.convert({**COMMAND, "op": "cycle"}, Command))
    assert [entry.event for entry in written(worker._log)] == ["command.cycle"]
    assert cycled == [True]


def test_full_disk_is_an_outcome(worker: Worker) -> None:
    worker._task_file = "/proc/none/task.json"
    worker.work(task("double", text="ab"))
    assert [entry.event for entry in written(worker._log)] == ["task.failed"]


def test_full_queue_refuses(worker: Worker) -> None:
    taken = [worker.submit(task("double")) for _ in range(65)]
    assert taken == [True] * 64 + [False]
