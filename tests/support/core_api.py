"""core-api with stores in memory that implement its interface and can be switched off."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import httpx
import msgspec
from pydantic import RedisDsn, SecretStr

from agents.contract.limits import STATE_TTL_SECONDS
from agents.contract.messages import AgentState, Command, Heartbeat
from agents.contract.names import AGENT_TOKEN_HEADER
from services.core_api.app import build_app
from services.core_api.database import create_engine
from services.core_api.errors import DatabaseUnreachableError, StateStoreUnreachableError
from services.core_api.interface import (
    KnownStates,
    LogFields,
    Ports,
    RecordedCommand,
    RegisteredAgent,
)
from services.core_api.settings import Settings
from services.core_api.storage import Database
from tests.support.platform_messages import HEARTBEAT, TOKEN

if TYPE_CHECKING:
    from fastapi import FastAPI

START = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)

BASE = "/api/v1/agent"
PING = {"agent": "nova", "op": "ping", "args": {}}
ENDPOINTS = [
    ("POST", "heartbeat", HEARTBEAT),
    ("GET", "online", None),
    ("POST", "command", PING),
    ("GET", "logs", None),
]


@dataclass
class Clock:
    """The server's clock, moved by the test."""

    moment: datetime = START

    def __call__(self) -> datetime:
        """Now."""
        return self.moment

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self.moment += timedelta(seconds=seconds)


@dataclass
class MemoryStateStore:
    """A state store that forgets states after their time to live, like Redis."""

    clock: Clock
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

    async def read_logs(self, agent: str | None, limit: int) -> Sequence[tuple[str, LogFields]]:
        """Return the last entries."""
        self._require()
        return self.logs.get(agent, [])[-limit:]

    async def check(self) -> list[str]:
        """Say whether it is switched on."""
        return [] if self.is_reachable else ["Redis does not answer"]


@dataclass
class MemoryRegistry:
    """A registry in a dictionary."""

    is_reachable: bool = True
    agents: dict[str, RegisteredAgent] = field(default_factory=dict)
    commands: dict[str, RecordedCommand] = field(default_factory=dict)

    def _require(self) -> None:
        if not self.is_reachable:
            raise DatabaseUnreachableError("PostgreSQL does not answer; try again later")

    async def record_heartbeat(self, heartbeat: Heartbeat, seen_at: datetime) -> None:
        """Insert or refresh."""
        self._require()
        before = self.agents.get(heartbeat.agent)
        first = before.first_seen_at if before else seen_at
        self.agents[heartbeat.agent] = RegisteredAgent(
            first,
            seen_at,
            heartbeat.version,
            heartbeat.host,
        )

    async def read_agents(self) -> Mapping[str, RegisteredAgent]:
        """Return all."""
        self._require()
        return self.agents

    async def record_command(self, command: Command, issued_at: datetime) -> RecordedCommand:
        """Insert, or return what has the id."""
        del issued_at
        self._require()
        if command.id in self.commands:
            return self.commands[command.id]
        self.commands[command.id] = RecordedCommand(command, None, is_new=False)
        return RecordedCommand(command, None, is_new=True)

    async def record_receivers(self, command_id: str, receivers: int) -> None:
        """Complete a command."""
        self._require()
        command = self.commands[command_id].command
        self.commands[command_id] = RecordedCommand(command, receivers, is_new=False)

    async def check(self) -> list[str]:
        """Say whether it is switched on."""
        return [] if self.is_reachable else ["PostgreSQL does not answer"]


def settings() -> Settings:
    """Return valid settings."""
    return Settings(
        postgres_app_password=SecretStr("app"),
        redis_url_agents=RedisDsn("redis://core-api@redis-agents:6379/3"),
        redis_agents_password=SecretStr("redis"),
        agent_shared_token=SecretStr(TOKEN),
    )


class Gateway:
    """core-api on these stores, asked without a network."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.state_store = MemoryStateStore(self.clock)
        self.registry = MemoryRegistry()
        self.app: FastAPI = build_app(
            Ports(
                settings(),
                self.state_store,
                self.registry,
                self.clock,
                Database(create_engine(settings())),
            ),
        )

    def ask(
        self,
        method: str,
        path: str,
        *,
        token: str | None = TOKEN,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        """Send one request, by default with the token."""
        sent = {} if token is None else {AGENT_TOKEN_HEADER: token}
        if content is not None:
            sent["Content-Type"] = "application/json"

        async def send() -> httpx.Response:
            # An error of core-api has to be an answer here too, never a traceback.
            transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="http://core-api") as client:
                return await client.request(
                    method,
                    path,
                    content=content,
                    # As bytes: a test may send what is no ASCII.
                    headers=[
                        (name.encode(), value.encode("latin-1"))
                        for name, value in {**sent, **(headers or {})}.items()
                    ],
                )

        return asyncio.run(send())

    def post(self, path: str, message: object, **options: Any) -> httpx.Response:  # noqa: ANN401
        """Post `message` as JSON."""
        return self.ask("POST", path, content=msgspec.json.encode(message), **options)

    def is_untouched(self) -> bool:
        """Say whether nothing was stored or published."""
        stored = (self.state_store.known, self.registry.agents, self.registry.commands)
        return not any(stored) and not self.state_store.published


def ask(gateway: Gateway, method: str, name: str, message: object, **options: Any) -> Any:  # noqa: ANN401
    if method == "GET":
        return gateway.ask(method, f"{BASE}/{name}", **options)
    return gateway.post(f"{BASE}/{name}", message, **options)
