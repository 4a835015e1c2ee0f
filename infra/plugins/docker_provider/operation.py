"""What each operation on a resource gets: engine, time limit, whether the user gave up."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from infra.plugins.docker_provider.errors import CancelledError
from infra.plugins.docker_provider.values import Properties

if TYPE_CHECKING:
    from docker import APIClient

_POLL_SECONDS = 0.2
"""Five times as often as the official provider asks; an inspection costs the engine about 1 ms."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One create, read, update or delete."""

    engine: "APIClient"
    timeout_seconds: float = 0
    """The program's custom timeout; 0 leaves each resource its own."""
    cancelled: threading.Event = field(default_factory=threading.Event)

    def limit(self, default_seconds: float) -> float:
        """Seconds that this operation may take."""
        return self.timeout_seconds or default_seconds

    def wait_for(self, subject: str, limit_seconds: float, done: Callable[[], bool]) -> bool:
        """Ask `done` until it says yes; False when the time is over.

        Raises `CancelledError` when the user interrupts.
        """
        deadline = time.monotonic() + limit_seconds
        while not done():
            if self.cancelled.wait(_POLL_SECONDS):
                raise CancelledError(subject)
            if time.monotonic() > deadline:
                return False
        return True


@dataclass(frozen=True, slots=True)
class Seen:
    """A resource as the engine has it."""

    resource_id: str
    state: Properties


class Resource(Protocol):
    """One resource type. Inputs and states are plain values without secret wrappers."""

    def create(self, operation: Operation, inputs: Properties) -> Seen:
        """Make it; on failure leave nothing behind, or raise `InitializationError`."""

    def read(self, operation: Operation, resource_id: str, prior: Properties) -> Seen | None:
        """Look at it; None if it is gone. `prior` is the last known state, empty for an import."""

    def update(
        self,
        operation: Operation,
        resource_id: str,
        state: Properties,
        inputs: Properties,
        changed: frozenset[str],
    ) -> Seen:
        """Change it in place; `changed` names the inputs that differ from `state`."""

    def delete(self, operation: Operation, resource_id: str, state: Properties) -> None:
        """Remove it; already gone is a success."""
