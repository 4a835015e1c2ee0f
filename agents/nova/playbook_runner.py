"""Drive runs of playbooks: keep each state in core-api, send the commands, follow them.

1. The state is written before the command is sent, so that a restart finds out what may have
happened. 2. A sent step is sent again with the same id after an interruption: core-api executes a
command once. 3. What cannot be reached is tried again at the next tick; a run that has not ended
after a day is given up.
"""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

import msgspec

from agents.contract.messages import CommandRequest
from agents.contract.playbook import (
    PLAYBOOK_RUNS_PATH,
    PlaybookRun,
    Step,
    StepState,
    check_steps,
    render_steps,
)
from agents.nova.command_outcome import follow_command, read_command, send_command
from agents.nova.playbook import (
    begin_step,
    conclude,
    current_step,
    end_step,
    fail_step,
    give_up,
)
from agents.runtime.capability import TaskContext
from agents.runtime.core_api_pages import load_rows, read_as
from agents.runtime.errors import RefusedError, TaskError

RUN_AGE_MAX = timedelta(days=1)


class PlaybookRunner:
    """Work on runs for one task or one tick."""

    def __init__(
        self,
        context: TaskContext,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._context = context
        self._sleep = sleep

    def start(self, name: str, steps: tuple[Step, ...]) -> PlaybookRun:
        """Make a run; no step is begun.

        Raises `TaskError` if the steps cannot be run.
        """
        if found := check_steps(steps):
            raise TaskError("; ".join(found))
        states = msgspec.to_builtins(tuple(StepState() for _ in steps))
        body = {"playbook": name, "steps": render_steps(steps), "states": states}
        answer = self._context.core_api.post(PLAYBOOK_RUNS_PATH, body)
        return read_as(PlaybookRun, answer, PLAYBOOK_RUNS_PATH)

    def unfinished(self) -> list[PlaybookRun]:
        """Read the runs that have not ended, oldest first."""
        runs = load_rows(self._context, PLAYBOOK_RUNS_PATH, {"status": "running"}, PlaybookRun)
        return sorted(runs, key=lambda run: run.started_at)

    def advance(self, run: PlaybookRun, seconds: float) -> PlaybookRun:
        """Go on with a run until it ends, or a command takes longer than the `seconds` left."""
        until = self._context.now() + timedelta(seconds=seconds)
        if self._context.now() - datetime.fromisoformat(run.started_at) > RUN_AGE_MAX:  # (3)
            run = self._save(give_up(run, f"not ended within {RUN_AGE_MAX.days} day"))
        while run.status == "running":
            index = current_step(run)
            if index is None:
                return self._save(conclude(run))
            if run.states[index].status == "pending":
                run = self._save(begin_step(run, index, self._results(run, index)))  # (1)
            if run.states[index].status == "sent":
                run = self._finish(run, index, until)
                if run.states[index].status == "sent":
                    return run
        return run

    def _finish(self, run: PlaybookRun, index: int, until: datetime) -> PlaybookRun:
        """Send the command of a sent step, and follow it as long as there is time."""
        step = run.steps[index]
        request = CommandRequest(
            agent=step.agent,
            op="task",
            args={"capability": step.capability, "input": step.input},
            id=run.states[index].command_id,
            deadline_seconds=step.deadline_seconds,
        )
        try:
            command_id = send_command(self._context, request)  # (2)
        except RefusedError as error:
            return self._save(fail_step(run, index, str(error)))
        left = (until - self._context.now()).total_seconds()
        record = follow_command(self._context, command_id, max(0.0, left), self._sleep)
        return self._save(end_step(run, index, record)) if record.has_ended else run

    def _results(self, run: PlaybookRun, index: int) -> dict[str, dict[str, object]]:
        """What the conditions of a step look at."""
        wanted = {condition.step for condition in run.steps[index].when}
        earlier = zip(run.steps[:index], run.states[:index], strict=True)
        return {step.name: self._result(state) for step, state in earlier if step.name in wanted}

    def _result(self, state: StepState) -> dict[str, object]:
        found: dict[str, object] = {"status": state.status}
        if state.status == "done" and state.command_id:
            found["result"] = read_command(self._context, state.command_id).result
        return found

    def _save(self, run: PlaybookRun) -> PlaybookRun:
        body = {"states": msgspec.to_builtins(run.states), "status": run.status}
        self._context.core_api.put(f"{PLAYBOOK_RUNS_PATH}/{run.id}", body)
        return run
