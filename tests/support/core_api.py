"""core-api with stores in memory that implement its interface and can be switched off."""

import asyncio
import dataclasses
import functools
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import httpx
import msgspec

from agents.contract.names import AGENT_TOKEN_HEADER
from infra.addresses import ZONE_DATABASES
from services.core_api.app import build_app
from services.core_api.interface import (
    Ports,
)
from services.core_api.opening import open_ports
from services.core_api.security.honey_tokens import KnownHoney
from services.core_api.settings import Settings
from services.core_api.telemetry.live import Live
from services.core_api.zones import Zones
from tests.support.closed_database import ClosedDatabase
from tests.support.memory_stores import MemoryRegistry, MemoryStateStore
from tests.support.memory_zone import MemoryZone
from tests.support.platform_messages import TOKEN
from tests.support.platform_secrets import core_api_files, generate_secrets

if TYPE_CHECKING:
    from fastapi import FastAPI

START = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)

BASE = "/api/v1/agent"
PING = {"agent": "nova", "op": "ping", "args": {}}
ENDPOINTS = [
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


STORED = generate_secrets() | {"agent_shared_token": TOKEN}
"""The secrets of the gateway in memory."""


@functools.cache
def settings() -> Settings:
    """Return valid settings."""
    urls = {
        f"redis_url_{zone}": f"redis://core-api@redis-{zone}:6379/{number}"
        for zone, number in ZONE_DATABASES.items()
    }
    return Settings.model_validate(core_api_files(STORED) | urls)


@functools.cache
def _real_ports() -> Ports:
    # Reading the keys takes a tenth of a second; nothing of this connects.
    return open_ports(settings(), Clock()).ports


def _no_honey() -> KnownHoney:
    # Read lately, and time does not pass: the table is not asked, as there is no database.
    known = KnownHoney(monotonic=lambda: 0.0)
    known.postpone()
    return known


class Gateway:
    """core-api on these stores, asked without a network."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.state_store = MemoryStateStore(self.clock)
        self.registry = MemoryRegistry()
        self.zones = {name: MemoryZone() for name in ("agents", "brc", "gypsycove")}
        self.ports = dataclasses.replace(
            _real_ports(),
            now=self.clock,
            state_store=self.state_store,
            registry=self.registry,
            zones=Zones(**self.zones),
            database=ClosedDatabase(),
            live=Live(honey=_no_honey()),
        )
        self.app: FastAPI = build_app(self.ports)

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

    def as_agent(self, name: str) -> dict[str, str]:
        """Return the header of an agent with a token of its own."""
        return {"Authorization": f"Bearer {self.ports.tokens.issue_to_agent(name, self.clock())}"}

    def is_untouched(self) -> bool:
        """Say whether nothing was stored or published."""
        stored = (self.state_store.known, self.registry.agents, self.registry.commands)
        return not any(stored) and not self.state_store.published


def ask(gateway: Gateway, method: str, name: str, message: object, **options: Any) -> Any:  # noqa: ANN401
    if method == "GET":
        return gateway.ask(method, f"{BASE}/{name}", **options)
    return gateway.post(f"{BASE}/{name}", message, **options)
