"""Work that an agent does by itself: its module's `tick`, every 15 s, between commands.

The first tick comes at a random moment of the first interval, so that agents that start together do
not ask together. A tick that fails is tried again at the next one, and said once per reason.
"""

import random
import time
from collections.abc import Callable

from agents.runtime.capability import AgentModule, TaskContext
from agents.runtime.errors import AgentError
from agents.runtime.log import AgentLog

INTERVAL_SECONDS = 15.0


class Ticking:
    """When the next tick is due, and what was said about the last."""

    def __init__(
        self,
        module: AgentModule,
        context: TaskContext,
        log: AgentLog,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._tick = module.tick
        self._context = context
        self._log = log
        self._monotonic = monotonic
        jitter = random.uniform(0.0, INTERVAL_SECONDS)  # noqa: S311 - no secret
        self._due_at = monotonic() + jitter
        self._said = ""

    def seconds_left(self) -> float:
        """How long until the next tick; infinite for a module without one."""
        if self._tick is None:
            return float("inf")
        return max(0.0, self._due_at - self._monotonic())

    def run_if_due(self) -> None:
        """Tick, if it is time."""
        if self._tick is None or self.seconds_left() > 0:
            return
        error = ""
        try:
            self._tick(self._context)
        except AgentError as caught:
            error = str(caught)
        except Exception as caught:  # noqa: BLE001 - a module's bug is a line in the log
            error = f"{type(caught).__name__}: {caught}"
        self._due_at = self._monotonic() + INTERVAL_SECONDS
        if error != self._said:
            self._said = error
            message = error or "the work of the tick is done again"
            self._log.write("warning" if error else "info", "agent.tick", message)
