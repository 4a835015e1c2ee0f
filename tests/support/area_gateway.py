"""core-api in this process on real PostgreSQL, asked in the name of any principal.

Only the proof of the sender is replaced: the access table, the routes, the row level policies and
the database are those of the deployment. Identity has tests of its own.
"""

import asyncio
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import httpx
import msgspec
from fastapi import Request

from services.core_api.access.actors import Platform, Role
from services.core_api.access.authenticate import authenticate
from services.core_api.access.principal import ANONYMOUS, Principal
from services.core_api.app import build_app
from services.core_api.opening import open_ports
from services.core_api.settings import Settings
from tests.support.core_api import Clock
from tests.support.platform_messages import TOKEN
from tests.support.platform_secrets import core_api_files
from tests.support.platform_stack import Stack

_HEADER = "x-test-principal"
_Value = TypeVar("_Value")
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


def gateway_settings(stack: Stack) -> Settings:
    """Return core-api's settings for the containers of `stack`."""
    return Settings.model_validate(
        {
            **core_api_files(stack.passwords),
            "agent_shared_token": TOKEN,
            "postgres_host": "127.0.0.1",
            "postgres_port": stack.postgres.host_port,
            **{f"redis_url_{zone}": stack.redis_url(zone, "core-api") for zone in stack.zones},
        },
    )


class AreaGateway:
    """One application, one event loop, many senders."""

    def __init__(self, stack: Stack) -> None:
        self.clock = Clock()
        self._runner = asyncio.Runner()
        self._opened = open_ports(gateway_settings(stack), self.clock)
        self.ports = self._opened.ports
        self.app = build_app(self.ports)
        self.app.dependency_overrides[authenticate] = _authenticate

    def ask(
        self,
        who: Principal | None,
        method: str,
        path: str,
        body: object = None,
        **more: str,
    ) -> httpx.Response:
        """Send one request in the name of `who`; None is nobody. `more` are other headers."""
        headers = {name.replace("_", "-"): value for name, value in more.items()}
        if who is not None:
            headers[_HEADER] = msgspec.json.encode(who).decode()

        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="http://core-api") as client:
                return await client.request(method, path, json=body, headers=headers)

        return self._runner.run(send())

    def run(self, work: Coroutine[Any, Any, _Value]) -> _Value:
        """Run what belongs to the application on its event loop."""
        return self._runner.run(work)

    def close(self) -> None:
        """Close all connections."""

        async def close() -> None:
            await self._opened.close()

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
