"""core-api in this process on real PostgreSQL, asked in the name of any principal.

Only the proof of the sender is replaced: the access table, the routes, the row level policies and
the database are those of the deployment. Identity has tests of its own.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import msgspec
from fastapi import Request
from pydantic import RedisDsn, SecretStr

from services.core_api.access.actors import Platform, Role
from services.core_api.access.authenticate import authenticate
from services.core_api.access.principal import ANONYMOUS, Principal
from services.core_api.app import build_app
from services.core_api.database import create_engine
from services.core_api.interface import Ports
from services.core_api.redis_store import RedisStateStore, create_redis
from services.core_api.registry import PostgresRegistry
from services.core_api.settings import Settings
from services.core_api.storage import Database
from tests.support.core_api import Clock
from tests.support.platform_messages import TOKEN
from tests.support.platform_stack import Stack

_HEADER = "x-test-principal"
FOUNDER = Principal(
    Role.GODMODE, Platform.NOVAOS, "00000000-0000-4000-8000-000000000001", godmode_bypass=True
)


def person(role: Role, platform: Platform, number: int, **more: Any) -> Principal:  # noqa: ANN401
    """Return a principal with a user id made from `number`."""
    return Principal(role, platform, f"00000000-0000-4000-8000-{number:012d}", **more)


def agent(name: str) -> Principal:
    """Return the principal of an agent."""
    return Principal(Role.AGENT, Platform.INTERNAL, name)


async def _authenticate(request: Request) -> Principal:
    header = request.headers.get(_HEADER)
    return ANONYMOUS if header is None else msgspec.json.decode(header, type=Principal)


class AreaGateway:
    """One application, one event loop, many senders."""

    def __init__(self, stack: Stack) -> None:
        self.clock = Clock()
        self._runner = asyncio.Runner()
        settings = Settings(
            postgres_host="127.0.0.1",
            postgres_port=stack.postgres.host_port,
            postgres_app_password=SecretStr(stack.passwords["postgres_app_password"]),
            redis_url_agents=RedisDsn(f"redis://core-api@127.0.0.1:{stack.bus.host_port}/3"),
            redis_agents_password=SecretStr(stack.passwords["redis_agents_core-api_password"]),
            agent_shared_token=SecretStr(TOKEN),
        )
        self._engine = create_engine(settings)
        self._redis = create_redis(settings)
        self.ports = Ports(
            settings,
            RedisStateStore(self._redis),
            PostgresRegistry(self._engine),
            self.clock,
            Database(self._engine),
        )
        self.app = build_app(self.ports)
        self.app.dependency_overrides[authenticate] = _authenticate

    def ask(
        self, who: Principal | None, method: str, path: str, body: object = None
    ) -> httpx.Response:
        """Send one request in the name of `who`; None is nobody."""
        headers = {} if who is None else {_HEADER: msgspec.json.encode(who).decode()}

        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="http://core-api") as client:
                return await client.request(method, path, json=body, headers=headers)

        return self._runner.run(send())

    def close(self) -> None:
        """Close all connections."""

        async def close() -> None:
            await self._redis.aclose()
            await self._engine.dispose()

        self._runner.run(close())
        self._runner.close()


@contextmanager
def area_gateway(stack: Stack) -> Iterator[AreaGateway]:
    """Migrate the database of `stack` and ask core-api on it."""
    migrated = stack.migrate()
    if migrated.returncode:
        raise AssertionError(f"migration failed: {migrated.stderr or migrated.stdout}")
    gateway = AreaGateway(stack)
    try:
        yield gateway
    finally:
        gateway.close()
