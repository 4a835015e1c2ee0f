"""What the endpoints need from the outside, as types: a state store, a registry, a clock.

The real ones are `redis_store` and `registry`; tests bring their own. Every method may raise
`StoreUnreachableError`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from agents.contract.messages import AgentState, Command, Heartbeat
from agents.contract.registration import Registration
from services.core_api.access.key_ring import KeyRing
from services.core_api.access.machines import MachineCredentials
from services.core_api.access.tokens import AccessTokens
from services.core_api.commands.ledger import CommandLedger
from services.core_api.settings import Settings
from services.core_api.storage import Database
from services.core_api.telemetry.live import Live
from services.core_api.zones import Zones


@dataclass(frozen=True, slots=True)
class KnownStates:
    """What the state store knows of the agents."""

    known: frozenset[str]
    """Agents that were seen at least once since the store is empty."""
    states: Mapping[str, AgentState]
    """States that have not expired."""


@dataclass(frozen=True, slots=True)
class RegisteredAgent:
    """What the registry knows of one agent."""

    first_seen_at: datetime
    last_seen_at: datetime
    version: str
    host: str
    image: str = ""
    """What it runs from, by digest; empty if it does not know."""
    started_at: datetime | None = None
    starts: int = 0
    """How often it registered anew."""
    described: tuple[Mapping[str, Any], ...] = ()
    """Its capabilities with description and schema of the input."""


@dataclass(frozen=True, slots=True)
class LogQuery:
    """Which log entries are asked for."""

    agent: str | None
    """All agents without a name."""
    limit: int
    level: str | None = None
    since: int | None = None
    """Milliseconds since the epoch, by the clock of Redis; inclusive."""
    until: int | None = None
    """As above, exclusive."""
    after: str | None = None
    """Id of an entry: only what came later."""


LogFields = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class LogPage:
    """Entries with their ids."""

    entries: Sequence[tuple[str, LogFields]]
    has_more: bool
    """Whether later ones are there that fit."""


class StateStore(Protocol):
    """Redis, as the endpoints see it."""

    async def record_heartbeat(self, state: AgentState) -> None:
        """Keep the state of one agent for as long as it counts."""

    async def read_states(self) -> KnownStates:
        """Read the states of all agents."""

    async def publish(self, command: Command) -> int:
        """Send a command and return how many listened."""

    async def read_logs(self, query: LogQuery) -> LogPage:
        """Read entries, oldest first: the last ones, or those after a time or an entry."""

    async def check(self) -> list[str]:
        """Find reasons why the store cannot be used now."""


class Registry(Protocol):
    """PostgreSQL, as the endpoints see it."""

    @property
    def commands(self) -> CommandLedger:
        """The record of commands."""

    async def record_heartbeat(self, heartbeat: Heartbeat, seen_at: datetime) -> None:
        """Remember that an agent was seen."""

    async def read_agents(self) -> Mapping[str, RegisteredAgent]:
        """Read all agents that were ever seen."""

    async def register(self, registration: Registration, now: datetime) -> None:
        """Remember what an agent says about itself at its start."""

    async def check(self) -> list[str]:
        """Find reasons why the database cannot be used now."""


@dataclass(frozen=True, slots=True)
class Ports:
    """Everything that the endpoints use."""

    settings: Settings
    state_store: StateStore
    registry: Registry
    now: Callable[[], datetime]
    """The server's clock, UTC: the only one by which anything is stale."""
    database: Database
    """PostgreSQL for the areas with data of their own."""
    zones: Zones
    """Redis of each platform."""
    keys: KeyRing
    """The keys of access tokens and exports."""
    tokens: AccessTokens
    """Issues and verifies with these keys."""
    machines: MachineCredentials
    """Prove agents and the relay."""
    live: Live = field(default_factory=Live)
    """What is in this process only."""
