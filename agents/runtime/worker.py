"""The loop that works on accepted commands, one after the other, from a bounded queue.

1. `ping` is acknowledged in the log.
2. `cycle` ends the process gracefully: the log is flushed, the exit status is 0, and the engine
   starts the agent again.
3. `task` is executed by the agent module; result or error go to the log.
"""

import queue
from collections.abc import Callable

from agents.contract.messages import Command
from agents.runtime.capability import AgentModule, AskCoreApi, TaskContext
from agents.runtime.liveness import Liveness
from agents.runtime.log import AgentLog
from agents.runtime.task import execute_task, task_file_path, write_task_file

_QUEUED_COMMANDS_MAX = 64
_WAIT_SECONDS = 5.0
_ALLOWED_SILENCE_SECONDS = 30.0
TASK_SECONDS_MAX = 300.0
"""A task that runs longer makes the agent unhealthy; a thread cannot be stopped from outside."""


class Worker:
    """Queue of commands and the one thread that executes them."""

    def __init__(  # noqa: PLR0913 - the parts of one process, wired in one place
        self,
        *,
        agent: str,
        module: AgentModule,
        core_api: AskCoreApi,
        directory: str,
        log: AgentLog,
        liveness: Liveness,
        cycle: Callable[[], None],
    ) -> None:
        self._agent = agent
        self._module = module
        self._core_api = core_api
        self._task_file = task_file_path(directory, agent)
        self._log = log
        self._liveness = liveness
        self._cycle = cycle
        self._queue: queue.Queue[Command] = queue.Queue(_QUEUED_COMMANDS_MAX)

    def submit(self, command: Command) -> bool:
        """Queue a command; False if the queue is full."""
        try:
            self._queue.put_nowait(command)
        except queue.Full:
            return False
        return True

    def run(self) -> None:
        """Work until the process ends."""
        while True:
            self._liveness.beat("worker", _ALLOWED_SILENCE_SECONDS)
            try:
                command = self._queue.get(timeout=_WAIT_SECONDS)
            except queue.Empty:
                continue
            self.work(command)

    def work(self, command: Command) -> None:
        """Execute one command and log its outcome."""
        if command.op == "ping":  # (1)
            self._log.write(
                "info",
                "command.pong",
                f"ping acknowledged by {self._agent}",
                command_id=command.id,
            )
        elif command.op == "cycle":  # (2)
            self._log.write(
                "info",
                "command.cycle",
                f"{self._agent} ends and is started again by the engine",
                command_id=command.id,
            )
            self._cycle()
        else:  # (3)
            self._work_on_task(command)

    def _work_on_task(self, command: Command) -> None:
        self._liveness.beat("worker", TASK_SECONDS_MAX)
        context = TaskContext(self._agent, command.id, self._core_api)
        try:
            write_task_file(self._task_file, command)
        except OSError as error:
            self._log.write(
                "error",
                "task.failed",
                f"task file {self._task_file} cannot be written: {error}",
                command_id=command.id,
                error=str(error),
            )
            return
        outcome = execute_task(command, self._module, context)
        self._log.write(
            "error" if outcome.error else "info",
            "task.failed" if outcome.error else "task.done",
            f"task {outcome.capability}: {outcome.error or 'done'}",
            command_id=command.id,
            capability=outcome.capability,
            **({"error": outcome.error} if outcome.error else {"result": outcome.result}),
        )
