"""Decide what to do with a message from the control channel, before anything is done.

1. It is a command of the contract, small enough, and for this agent or for all.
2. Its arguments fit its operation.
3. Its id was not seen before: delivering twice does not execute twice.
The ids are kept in memory, the last ones up to a bound; that nothing runs twice, also after a
restart, is core-api's judgement about the claim.
"""

from collections import OrderedDict

import msgspec

from agents.contract.limits import COMMAND_BYTES_MAX
from agents.contract.messages import Command, check_arguments
from agents.contract.names import EVERY_AGENT

_REMEMBERED_IDS = 4096


class RefusedCommandError(ValueError):
    """The message is no command for this agent; the reason can be logged."""


class DuplicateCommandError(RefusedCommandError):
    """The command was taken before."""

    def __init__(self, command: Command) -> None:
        super().__init__(f"command {command.id} was delivered again; not repeated")
        self.command = command


class Inbox:
    """Accept each command for one agent once."""

    def __init__(self, agent: str) -> None:
        self._agent = agent
        self._seen: OrderedDict[str, None] = OrderedDict()

    def accept(self, payload: bytes) -> Command:
        """Return the command in `payload` and remember it.

        Raises `RefusedCommandError` for anything else.
        """
        command = parse_command(payload, self._agent)  # (1) (2)
        if command.id in self._seen:  # (3)
            raise DuplicateCommandError(command)
        self._seen[command.id] = None
        if len(self._seen) > _REMEMBERED_IDS:
            self._seen.popitem(last=False)
        return command


def parse_command(payload: bytes, agent: str) -> Command:
    """Read a command for `agent`.

    Raises `RefusedCommandError` if it is none.
    """
    if len(payload) > COMMAND_BYTES_MAX:
        raise RefusedCommandError(f"message of {len(payload)} bytes, at most {COMMAND_BYTES_MAX}")
    try:
        command = msgspec.json.decode(payload, type=Command)
    except (msgspec.DecodeError, msgspec.ValidationError, RecursionError) as error:
        raise RefusedCommandError(f"not a command: {error}") from error
    if command.agent not in {agent, EVERY_AGENT}:
        raise RefusedCommandError(f"command {command.id} is for {command.agent}, not for {agent}")
    if found := check_arguments(command.op, command.args):
        raise RefusedCommandError(f"command {command.id}: {'; '.join(found)}")
    return command
