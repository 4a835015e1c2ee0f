"""A state store and a registry in memory, with a switch each, for core-api in a test."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

import msgspec

from agents.contract.limits import STATE_TTL_SECONDS
from agents.contract.messages import AgentState, Command, Heartbeat
from agents.contract.registration import Registration
from services.core_api.commands.ledger import CommandEntry, Recorded
from services.core_api.commands.log_entries import choose_entries
from services.core_api.commands.memory_ledger import MemoryLedger
from services.core_api.errors import DatabaseUnreachableError, StateStoreUnreachableError
from services.core_api.interface import KnownStates, LogFields, LogPage, LogQuery, RegisteredAgent


@dataclass
class MemoryStateStore:
    """A state store that forgets states after their time to live, like Redis."""

    clock: Callable[[], datetime]
    is_reachable: bool = True
    known: set[str] = field(default_factory=set)
    states: dict[str, AgentState] = field(default_factory=dict)
    published: list[Command] = field(default_factory=list)
    logs: dict[str | None, list[tuple[str, LogFields]]] = field(default_factory=dict)

    def _require(self) -> None:
        if not self.is_reachable:
            raise StateStoreUnreachableError("Redis does not answer; try again later")

    async def record_heartbeat(self, state: AgentState) -> None:
        """Keep the state."""
        self._require()
        self.known.add(state.heartbeat.agent)
        self.states[state.heartbeat.agent] = state

    async def read_states(self) -> KnownStates:
        """Return what has not expired."""
        self._require()
        oldest = self.clock().timestamp() - STATE_TTL_SECONDS
        alive = {name: state for name, state in self.states.items() if state.received_at > oldest}
        return KnownStates(frozenset(self.known), alive)

    async def publish(self, command: Command) -> int:
        """Remember the command; one agent listens."""
        self._require()
        self.published.append(command)
        return 1

    async def read_logs(self, query: LogQuery) -> LogPage:
        """Choose from what the test has put there; times are not looked at."""
        self._require()
        entries = self.logs.get(query.agent, [])
        return choose_entries([one for one in entries if one[0] > (query.after or "")], query)

    async def check(self) -> list[str]:
        """Say whether it is switched on."""
        return [] if self.is_reachable else ["Redis does not answer"]


@dataclass
class Switch:
    """Whether PostgreSQL answers."""

    is_on: bool = True

    def require(self) -> None:
        """Fail if it does not."""
        if not self.is_on:
            raise DatabaseUnreachableError("PostgreSQL does not answer; try again later")


class SwitchedLedger(MemoryLedger):
    """A ledger that can be switched off where a command begins."""

    def __init__(self, switch: Switch) -> None:
        super().__init__()
        self._switch = switch

    async def record(self, entry: CommandEntry) -> Recorded:
        """Record, if it is on."""
        self._switch.require()
        return await super().record(entry)


@dataclass
class MemoryRegistry:
    """A registry in a dictionary."""

    switch: Switch = field(default_factory=Switch)
    agents: dict[str, RegisteredAgent] = field(default_factory=dict)
    commands: SwitchedLedger = field(init=False)

    def __post_init__(self) -> None:
        self.commands = SwitchedLedger(self.switch)

    async def record_heartbeat(self, heartbeat: Heartbeat, seen_at: datetime) -> None:
        """Insert or refresh."""
        self.switch.require()
        before = self.agents.get(heartbeat.agent)
        first = before.first_seen_at if before else seen_at
        self.agents[heartbeat.agent] = RegisteredAgent(
            first,
            seen_at,
            heartbeat.version,
            heartbeat.host,
            heartbeat.image,
        )

    async def register(self, registration: Registration, now: datetime) -> None:
        """Insert or replace."""
        self.switch.require()
        self.agents[registration.agent] = RegisteredAgent(
            now,
            now,
            registration.version,
            "",
            registration.image,
            now,
            1,
            tuple(msgspec.to_builtins(registration.capabilities)),
        )

    async def read_agents(self) -> Mapping[str, RegisteredAgent]:
        """Return all."""
        self.switch.require()
        return self.agents

    async def check(self) -> list[str]:
        """Say whether it is switched on."""
        return [] if self.switch.is_on else ["PostgreSQL does not answer"]
