"""core-api's ledger and real inboxes and reporters of agents, on a network that fails as told.

Time is virtual and nothing sleeps. Published messages are lost, doubled and delayed by the test; a
report meets the next fault of `faults`. What an agent executes is counted, never done.
"""

from collections import Counter, defaultdict, deque
from collections.abc import Coroutine
from datetime import timedelta
from typing import Any, TypeVar
from uuid import UUID

import msgspec

from agents.contract.messages import Command
from agents.contract.names import AGENT_NAMES
from agents.contract.outcome import OutcomeReport, OutcomeRuling
from agents.runtime.errors import AgentError, RefusedError, UnreachableError
from agents.runtime.inbox import Inbox, RefusedCommandError
from agents.runtime.reporter import End, Reporter
from services.core_api.commands.ledger import CommandEntry, new_entry
from services.core_api.commands.memory_ledger import MemoryLedger
from services.core_api.commands.outcome import Outcome
from services.core_api.presence import render_time
from tests.support.core_api import Clock

FAULTS = ("none", "request_lost", "answer_lost", "doubled_later", "killed_before", "killed_after")
_RANK = {
    Outcome.SENT: 0,
    Outcome.DELIVERED: 1,
    Outcome.ACKNOWLEDGED: 2,
    Outcome.DONE: 3,
    Outcome.FAILED: 3,
    Outcome.TIMED_OUT: 3,
}
_Value = TypeVar("_Value")


class KilledError(Exception):
    """The process of the agent ended in the middle of its work."""


def finish(work: Coroutine[Any, Any, _Value]) -> _Value:
    """Run a coroutine that waits for nothing."""
    try:
        work.send(None)
    except StopIteration as stopped:
        value: _Value = stopped.value
        return value
    raise AssertionError("it waits for something")


class SimulatedAgent:
    """One agent: what it remembers goes with its process."""

    def __init__(self, name: str, simulation: "Simulation") -> None:
        self.name = name
        self._simulation = simulation
        self.restart()

    def restart(self) -> None:
        """Begin a new process."""
        self._inbox = Inbox(self.name)
        self._queue: deque[tuple[Command, float]] = deque()
        self._reporter = Reporter(self, self._simulation.wait, self._simulation.monotonic)

    def receive(self, payload: bytes) -> None:
        """Take a published message."""
        try:
            command = self._inbox.accept(payload)
        except RefusedCommandError:
            return
        self._queue.append((command, self._simulation.monotonic()))

    @property
    def has_work(self) -> bool:
        """Whether a command waits."""
        return bool(self._queue)

    def work(self) -> None:
        """Work on the next command, as the worker does; a kill begins a new process."""
        if not self._queue:
            return
        command, received_at = self._queue.popleft()
        try:
            ticket = self._reporter.open_ticket(command, received_at)
            if self._reporter.claim(ticket).granted:
                self._simulation.executed[command.id, self.name] += 1
                fails = UUID(command.id).int % 3 == 0
                self._reporter.end(ticket, End("failed", "no") if fails else End("done", result=1))
        except AgentError:
            return
        except KilledError:
            self.restart()

    def send_outcome(self, command_id: str, report: OutcomeReport) -> OutcomeRuling:
        """Send a report over the network."""
        return self._simulation.carry(self.name, command_id, report)


class Simulation:
    """Everything, and the count of what was executed."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.ledger = MemoryLedger(entries_max=100_000)
        self.agents = {name: SimulatedAgent(name, self) for name in AGENT_NAMES}
        self.flying: list[tuple[str, bytes]] = []
        """Published messages on their way: to whom, and what."""
        self.recent: deque[tuple[str, bytes]] = deque(maxlen=50)
        """What was published lately, and may be delivered once more, also to a new process."""
        self.late: list[tuple[str, str, OutcomeReport]] = []
        """Reports that arrive once more, later."""
        self.faults: deque[str] = deque()
        self.executed: Counter[tuple[str, str]] = Counter()
        self.commands: list[str] = []
        self._seen: dict[tuple[str, str], Outcome] = defaultdict(lambda: Outcome.SENT)

    def monotonic(self) -> float:
        """Return the virtual time."""
        return self.clock().timestamp()

    def wait(self, seconds: float) -> None:
        """Let virtual time pass."""
        self.clock.advance(seconds)

    def send(self, target: str, deadline_seconds: int) -> CommandEntry:
        """Record and publish a command, as the endpoint does."""
        now = self.clock()
        deadline = now + timedelta(seconds=deadline_seconds)
        command = Command(
            id=str(UUID(int=len(self.commands) + 1)),
            agent=target,
            op="ping",
            args={},
            issued_at=render_time(now) or "",
            issued_by="operator",
            deadline_at=render_time(deadline) or "",
        )
        entry = finish(self.ledger.record(new_entry(command, now, deadline))).entry
        self.commands.append(command.id)
        payload = msgspec.json.encode(command)
        messages = [(one.agent, payload) for one in entry.targets]
        self.flying += messages
        self.recent += messages
        finish(self.ledger.record_receivers(command.id, len(entry.targets), now))
        return entry

    def redeliver(self, agent: str) -> None:
        """Deliver to an agent once more what was published lately."""
        for name, payload in self.recent:
            if name == agent:
                self.agents[agent].receive(payload)

    def carry(self, agent: str, command_id: str, report: OutcomeReport) -> OutcomeRuling:
        """Bring a report to the ledger and its ruling back, with the next fault on the way."""
        fault = self.faults.popleft() if self.faults else "none"
        if fault == "request_lost":
            raise UnreachableError("the request was lost")
        if fault == "killed_before":
            raise KilledError
        ruling = finish(self.ledger.report(command_id, agent, report, self.clock()))
        if ruling is None:
            raise RefusedError("there is no such command")
        if fault == "doubled_later":
            self.late.append((agent, command_id, report))
        if fault == "answer_lost":
            raise UnreachableError("the answer was lost")
        if fault == "killed_after":
            raise KilledError
        return OutcomeRuling(ruling.is_granted, ruling.target.outcome.value)

    def arrive_late(self, index: int) -> None:
        """Let a report arrive that was sent before."""
        agent, command_id, report = self.late.pop(index)
        finish(self.ledger.report(command_id, agent, report, self.clock()))

    def find_wrong(self) -> list[str]:
        """Find what must never happen: a second execution, or an outcome that went back."""
        wrong = [f"{key} was executed {n} times" for key, n in self.executed.items() if n > 1]
        for command_id in self.commands:
            wrong += self._find_wrong_in(command_id)
        return wrong

    def _find_wrong_in(self, command_id: str) -> list[str]:
        entry = finish(self.ledger.read(command_id, self.clock()))
        if entry is None:
            return [f"{command_id} is lost"]
        wrong = []
        for target in entry.targets:
            key = (command_id, target.agent)
            before, after = self._seen[key], target.outcome
            if _RANK[after] < _RANK[before] or (_RANK[before] == 3 and after is not before):
                wrong.append(f"{key} went from {before} to {after}")
            if after in {Outcome.DONE, Outcome.FAILED} and not self.executed[key]:
                wrong.append(f"{key} is {after} and was never executed")
            self._seen[key] = after
        return wrong

    def outcomes(self) -> Counter[Outcome]:
        """Count how all targets stand."""
        found = (finish(self.ledger.read(one, self.clock())) for one in self.commands)
        return Counter(target.outcome for entry in found if entry for target in entry.targets)
