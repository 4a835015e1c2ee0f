"""The loop that works on accepted commands, one after the other, from a bounded queue.

1. Every command is claimed from core-api first; without the grant nothing happens. 2. `ping` is
acknowledged in the log. 3. `cycle` ends the process gracefully: the log is flushed, the exit status
is 0, and the engine starts the agent again. 4. `task` is executed by the agent module; result or
error go to the log. 5. Every end is reported to core-api, that of `cycle` before the process ends.
A command without trace leaves no line anywhere and no task file.
"""

import os
import queue
import time
from collections.abc import Callable
from typing import Any, Protocol, Self

from agents.contract.limits import QUEUED_COMMANDS_MAX
from agents.contract.messages import Command, CommandQueue, Level
from agents.runtime.capability import AgentModule, AskCoreApi, TaskContext
from agents.runtime.errors import AgentError
from agents.runtime.liveness import Liveness
from agents.runtime.log import AgentLog
from agents.runtime.reporter import End, Reporter, TakeReports, Ticket
from agents.runtime.task import Outcome, execute_task, task_file_path, write_task_file
from agents.runtime.ticking import Ticking

_WAIT_SECONDS = 5.0
_ALLOWED_SILENCE_SECONDS = 30.0
TASK_SECONDS_MAX = 300.0
"""A task that runs longer makes the agent unhealthy; a thread cannot be stopped from outside."""
_REPORTING_SECONDS_MAX = 3700.0
"""Waiting for core-api is no fault of the agent; a command has an hour at most."""
_LAST_REPORT_SECONDS = 3.0
"""How long `cycle` waits for core-api."""


class WorkWithCoreApi(AskCoreApi, TakeReports, Protocol):
    """What the worker needs of core-api."""

    def on_behalf_of(self, command_id: str) -> Self:
        """Return the same with every request naming this command."""


class Worker:
    """Queue of commands and the one thread that executes them."""

    def __init__(  # noqa: PLR0913 - the parts of one process, wired in one place
        self,
        *,
        agent: str,
        module: AgentModule,
        core_api: WorkWithCoreApi,
        directory: str,
        log: AgentLog,
        liveness: Liveness,
        cycle: Callable[[], None],
        wait: Callable[[float], object] = time.sleep,
    ) -> None:
        self._agent = agent
        self._module = module
        self._core_api = core_api
        self._task_file = task_file_path(directory, agent)
        self._log = log
        self._liveness = liveness
        self._cycle = cycle
        self._reporter = Reporter(core_api, wait)
        self._ticking = Ticking(module, TaskContext(agent, "", core_api), log)
        self._queue: queue.Queue[tuple[Command, float]] = queue.Queue(QUEUED_COMMANDS_MAX)
        self._at_work = 0

    def submit(self, command: Command) -> bool:
        """Queue a command; False if the queue is full."""
        try:
            self._queue.put_nowait((command, time.monotonic()))
        except queue.Full:
            return False
        return True

    def tell_queue(self) -> CommandQueue:
        """Tell how much there is to do now; other threads may ask."""
        return CommandQueue(self._queue.qsize(), self._queue.maxsize, self._at_work)

    def run(self) -> None:
        """Work until the process ends."""
        while True:
            self._liveness.beat("worker", _ALLOWED_SILENCE_SECONDS)
            try:
                pause = min(_WAIT_SECONDS, self._ticking.seconds_left())
                command, received_at = self._queue.get(timeout=pause)
            except queue.Empty:
                self._liveness.beat("worker", TASK_SECONDS_MAX)
                self._ticking.run_if_due()
                continue
            self._at_work = 1
            self.work(command, received_at)
            self._at_work = 0

    def work(self, command: Command, received_at: float | None = None) -> None:
        """Execute one command if it is granted, log its outcome and report it."""
        self._liveness.beat("worker", _REPORTING_SECONDS_MAX)
        moment = time.monotonic() if received_at is None else received_at
        try:
            ticket = self._reporter.open_ticket(command, moment)
            ruling = self._reporter.claim(ticket)  # (1)
        except AgentError as error:
            self._say(command, "warning", "command.unclaimed", f"not executed: {error}")
            return
        if not ruling.granted:
            reason = f"not executed: core-api did not grant it, it is {ruling.outcome}"
            self._say(command, "warning", "command.refused", reason)
            return
        self._liveness.beat("worker", TASK_SECONDS_MAX)
        if command.op == "ping":  # (2)
            self._say(command, "info", "command.pong", f"ping acknowledged by {self._agent}")
            self._report(command, ticket, End("done", result={"agent": self._agent}))
        elif command.op == "cycle":  # (3)
            reason = f"{self._agent} ends and is started again by the engine"
            self._say(command, "info", "command.cycle", reason)
            self._report(command, ticket, End("done", seconds_max=_LAST_REPORT_SECONDS))
            self._cycle()
        else:  # (4)
            self._work_on_task(command, ticket)

    def _work_on_task(self, command: Command, ticket: Ticket) -> None:
        outcome = self._execute(command)
        data = {"error": outcome.error} if outcome.error else {"result": outcome.result}
        self._say(
            command,
            "error" if outcome.error else "info",
            "task.failed" if outcome.error else "task.done",
            f"task {outcome.capability}: {outcome.error or 'done'}",
            capability=outcome.capability,
            **data,
        )
        self._report(
            command,
            ticket,
            End("failed", outcome.error) if outcome.error else End("done", result=outcome.result),
        )

    def _execute(self, command: Command) -> Outcome:
        core_api = self._core_api.on_behalf_of(command.id)
        context = TaskContext(self._agent, command.id, core_api)
        try:
            write_task_file(self._task_file, command)
        except OSError as error:
            capability = str(command.args.get("capability", ""))
            reason = f"task file {self._task_file} cannot be written: {error}"
            return Outcome(capability, reason, None)
        try:
            return execute_task(command, self._module, context)
        finally:
            if not command.trace:
                os.unlink(self._task_file)  # noqa: PTH108 - pathlib costs an agent memory

    def _report(self, command: Command, ticket: Ticket, end: End) -> None:
        self._liveness.beat("worker", _REPORTING_SECONDS_MAX)  # (5)
        try:
            ruling = self._reporter.end(ticket, end)
        except AgentError as error:
            self._say(command, "error", "command.unreported", f"outcome {end.outcome}: {error}")
            return
        if not ruling.granted:
            reason = f"outcome {end.outcome} came too late: it is {ruling.outcome}"
            self._say(command, "warning", "command.late", reason)

    def _say(
        self,
        command: Command,
        level: Level,
        event: str,
        message: str,
        **data: Any,  # noqa: ANN401 - any JSON value
    ) -> None:
        if command.trace:
            self._log.write(level, event, message, command_id=command.id, **data)
