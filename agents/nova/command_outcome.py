"""How a command stands, as core-api tells it, and following one until it ends.

core-api is the judge: a command that nobody reported on ends by its deadline as timed out, so that
following always ends too. Sending with an id that is known already repeats nothing.
"""

import hashlib
import time
from collections.abc import Callable
from typing import Any, Literal

import msgspec

from agents.contract.messages import CommandRequest
from agents.contract.names import COMMANDS_PATH
from agents.runtime.capability import TaskContext
from agents.runtime.core_api_pages import read_as

ENDINGS = ("done", "failed", "timed_out")
POLL_SECONDS = 0.5

Standing = Literal["sent", "delivered", "acknowledged", "done", "failed", "timed_out"]
Sleep = Callable[[float], None]


class CommandTarget(msgspec.Struct, frozen=True):
    """One agent's part in a command."""

    agent: str
    outcome: Standing
    detail: str | None = None
    result: Any = None


class CommandRecord(msgspec.Struct, frozen=True):
    """What core-api knows about a command."""

    id: str
    outcome: Standing
    targets: list[CommandTarget]

    @property
    def has_ended(self) -> bool:
        """Whether nothing will change any more."""
        return self.outcome in ENDINGS

    @property
    def detail(self) -> str:
        """Why it failed, if an agent said so."""
        return next((target.detail for target in self.targets if target.detail), "")

    @property
    def result(self) -> Any:  # noqa: ANN401 - any JSON value
        """What the one agent returned."""
        return self.targets[0].result if len(self.targets) == 1 else None


def read_command(context: TaskContext, command_id: str) -> CommandRecord:
    """Ask core-api how a command stands."""
    path = f"{COMMANDS_PATH}/{command_id}"
    return read_as(CommandRecord, context.core_api.get(path), path)


def send_command(context: TaskContext, request: CommandRequest) -> str:
    """Have a command published and return its id."""
    return read_as(_Sent, context.core_api.send_command(request), "the answer to a command").id


def follow_command(
    context: TaskContext,
    command_id: str,
    seconds: float,
    sleep: Sleep = time.sleep,
) -> CommandRecord:
    """Ask until the command has ended, at most for `seconds`; return the last answer."""
    for _ in range(int(seconds / POLL_SECONDS)):
        record = read_command(context, command_id)
        if record.has_ended:
            return record
        sleep(POLL_SECONDS)
    return read_command(context, command_id)


def derive_command_id(*parts: str) -> str:
    """Return the id that belongs to `parts`: the same ones give the same id, also after a restart.

    A UUID of version 8, whose content is free (RFC 9562, section 5.8).
    """
    digest = hashlib.sha256("\0".join(parts).encode()).hexdigest()
    variant = "89ab"[int(digest[16], 16) % 4]
    return f"{digest[:8]}-{digest[8:12]}-8{digest[13:16]}-{variant}{digest[17:20]}-{digest[20:32]}"


class _Sent(msgspec.Struct, frozen=True):
    id: str
