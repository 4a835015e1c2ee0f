"""What the endpoints need from the outside, as types: a state store, a registry, a clock.

The real ones are `redis_store` and `registry`; tests bring their own. Every method may raise
`StoreUnreachableError`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from agents.contract.messages import AgentState, Command, Heartbeat
from services.core_api.settings import Settings
from services.core_api.storage import Database


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


@dataclass(frozen=True, slots=True)
class RecordedCommand:
    """A command as it was recorded first."""

    command: Command
    receivers: int | None
    """None if it was recorded and its publication is not known to have happened."""
    is_new: bool


LogFields = Mapping[str, str]


class StateStore(Protocol):
    """Redis, as the endpoints see it."""

    async def record_heartbeat(self, state: AgentState) -> None:
        """Keep the state of one agent for as long as it counts."""

    async def read_states(self) -> KnownStates:
        """Read the states of all agents."""

    async def publish(self, command: Command) -> int:
        """Send a command and return how many listened."""

    async def read_logs(self, agent: str | None, limit: int) -> Sequence[tuple[str, LogFields]]:
        """Read the last entries with their ids, oldest first; of all agents without a name."""

    async def check(self) -> list[str]:
        """Find reasons why the store cannot be used now."""


class Registry(Protocol):
    """PostgreSQL, as the endpoints see it."""

    async def record_heartbeat(self, heartbeat: Heartbeat, seen_at: datetime) -> None:
        """Remember that an agent was seen."""

    async def read_agents(self) -> Mapping[str, RegisteredAgent]:
        """Read all agents that were ever seen."""

    async def record_command(self, command: Command, issued_at: datetime) -> RecordedCommand:
        """Record a command, or return the record that has its id."""

    async def record_receivers(self, command_id: str, receivers: int) -> None:
        """Remember how many listened."""

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
