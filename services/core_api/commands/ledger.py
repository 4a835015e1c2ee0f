"""The book of commands, as the endpoints see it: one for what is recorded, one for what is not.

Both decide by `outcome`; they differ in where the entries lie and for how long. Every method of a
ledger that is outside of this process may raise `DatabaseUnreachableError`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from agents.contract.messages import Command
from agents.contract.names import AGENT_NAMES, EVERY_AGENT
from agents.contract.outcome import OutcomeReport
from services.core_api.commands.outcome import Outcome, Ruling, Target, combine, judge


@dataclass(frozen=True, slots=True)
class CommandEntry:
    """A command as it was recorded first, and how it stands at each of its targets."""

    command: Command
    issued_at: datetime
    deadline_at: datetime
    receivers: int | None
    """None if its publication is not known to have happened."""
    targets: tuple[Target, ...]

    @property
    def outcome(self) -> Outcome:
        """How the whole command stands."""
        return combine(target.outcome for target in self.targets)

    def judged(self, now: datetime) -> "CommandEntry":
        """Return the entry as it stands at `now`."""
        targets = tuple(judge(target, self.deadline_at, now) for target in self.targets)
        return replace(self, targets=targets)


@dataclass(frozen=True, slots=True)
class Recorded:
    """What has the id now."""

    entry: CommandEntry
    is_new: bool


@dataclass(frozen=True, slots=True)
class CommandQuery:
    """Which commands are asked for, newest first."""

    limit: int
    agent: str | None = None
    """Commands that this agent is a target of."""
    outcome: Outcome | None = None
    before: tuple[datetime, str] | None = None
    """Time and id of the last one of the page before."""


class CommandLedger(Protocol):
    """Where commands are kept."""

    async def record(self, entry: CommandEntry) -> Recorded:
        """Keep a new command, or return the one that has its id."""

    async def record_receivers(self, command_id: str, receivers: int, now: datetime) -> None:
        """Note that it was published, and how many listened."""

    async def report(
        self, command_id: str, agent: str, report: OutcomeReport, now: datetime
    ) -> Ruling | None:
        """Rule on the report of an agent; None if the command is not there or not for it."""

    async def read(self, command_id: str, now: datetime) -> CommandEntry | None:
        """Read one command."""

    async def page(self, query: CommandQuery, now: datetime) -> Sequence[CommandEntry]:
        """Read the newest commands that fit."""

    async def expire(self, now: datetime) -> int:
        """Write down what has timed out, and return at how many targets."""


def new_entry(command: Command, issued_at: datetime, deadline_at: datetime) -> CommandEntry:
    """Return the entry of a command that nobody got yet."""
    agents = AGENT_NAMES if command.agent == EVERY_AGENT else (command.agent,)
    targets = tuple(Target(agent, Outcome.SENT, issued_at) for agent in agents)
    return CommandEntry(command, issued_at, deadline_at, None, targets)


def is_delivery_known(command: Command, receivers: int) -> bool:
    """Say whether the number of listeners proves that the target is one of them."""
    return command.agent != EVERY_AGENT and receivers > 0
