"""core-api in this process on real PostgreSQL and Redis, asked with real tokens.

Nothing is replaced but the clock: logins, invitations, sessions and keys are those of the
deployment. People are made as in life, by invitations from the founder downwards.
"""

import asyncio
import json
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx

from services.core_api.access.actors import Platform
from services.core_api.access.principal import SYSTEM_ACCESS
from services.core_api.app import build_app
from services.core_api.gypsycove.models import FamilyRecord
from services.core_api.identity.opaque import hash_keyed
from services.core_api.identity.throttle import Throttle
from services.core_api.opening import open_ports
from tests.support.area_gateway import gateway_settings
from tests.support.core_api import Clock
from tests.support.platform_stack import Stack

GOOD_PASSWORD = "violet-harbour-74-lantern"  # noqa: S105 - of the tests
FOUNDER_PASSWORD = "copper-meadow-19-whistle"  # noqa: S105 - of the tests


@dataclass(frozen=True)
class Login:
    """What a login answered."""

    access: str
    refresh: str
    user_id: str
    session: str


class IdentityGateway:
    """One application, one event loop, real senders."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.clock = Clock()
        self._is_founder_known = False
        self._runner = asyncio.Runner()
        self._opened = open_ports(gateway_settings(stack), self.clock)
        self.ports = self._opened.ports
        self.app = build_app(self.ports)

    def ask(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        token: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> httpx.Response:
        """Send one request, with `body` as JSON."""
        content = b"" if body is None else json.dumps(body).encode()
        sent = {**(headers or {}), "Content-Type": "application/json"}
        return self.send(method, path, content, token=token, headers=sent)

    def send(
        self,
        method: str,
        path: str,
        content: bytes,
        *,
        token: str | None,
        headers: dict[str, str],
    ) -> httpx.Response:
        """Send one request as it is."""
        return self._runner.run(self.request(method, path, content, token, headers))

    def together(self, *requests: Coroutine[Any, Any, httpx.Response]) -> list[httpx.Response]:
        """Send requests at the same time."""

        async def gather() -> list[httpx.Response]:
            return list(await asyncio.gather(*requests))

        return self._runner.run(gather())

    async def request(
        self, method: str, path: str, content: bytes, token: str | None, headers: dict[str, str]
    ) -> httpx.Response:
        """Send one request in the running loop."""
        sent = dict(headers)
        if token is not None:
            sent["Authorization"] = f"Bearer {token}"
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://core-api") as client:
            return await client.request(method, path, content=content, headers=sent)

    def log_in(self, login: str, password: str, platform: str) -> httpx.Response:
        """Send a login."""
        body = {"login": login, "password": password, "platform": platform}
        return self.ask("POST", "/api/v1/auth/login", body)

    def enter(self, login: str, platform: str, password: str = GOOD_PASSWORD) -> Login:
        """Log in, which has to work."""
        return self.read_grant(self.log_in(login, password, platform))

    def refresh(self, token: str) -> httpx.Response:
        """Send a refresh token."""
        return self.ask("POST", "/api/v1/auth/refresh", {"refresh_token": token})

    def read_grant(self, response: httpx.Response) -> Login:
        """Read the tokens of an answer, and ask whose they are."""
        assert response.status_code == 200, response.text
        grant = response.json()
        me = self.ask("GET", "/api/v1/auth/me", token=grant["access_token"]).json()
        return Login(grant["access_token"], grant["refresh_token"], me["user_id"], me["session_id"])

    def founder(self, platform: str = "novaos") -> Login:
        """Log the founder in; the first time ends the one-time password."""
        if not self._is_founder_known:
            self._is_founder_known = True
            old = self.stack.passwords["founder_one_time_password"]
            first = self.log_in("founder", old, "novaos").json()
            body = {"current_password": old, "new_password": FOUNDER_PASSWORD}
            token = first["access_token"]
            self.read_grant(self.ask("POST", "/api/v1/auth/password", body, token=token))
        return self.enter("founder", platform, FOUNDER_PASSWORD)

    def read_pages(self, path: str, token: str) -> list[dict[str, Any]]:
        """Read a list to its end; `path` has a query with its limit."""
        found: list[dict[str, Any]] = []
        following: str | None = ""
        while following is not None:
            more = f"&after={following}" if following else ""
            response = self.ask("GET", f"{path}{more}", token=token)
            assert response.status_code == 200, response.text
            found += response.json()["items"]
            following = response.json()["next"]
        return found

    def forget_attempt(self, login: str, platform: Platform) -> None:
        """Take the last wrong attempt back, as a right one would."""
        settings = self.ports.settings
        throttle = Throttle(
            self.ports.zones.of(platform),
            hash_keyed(settings, "account", login),
            hash_keyed(settings, "address", "127.0.0.1"),
        )
        self._runner.run(throttle.give_back())

    def invite(self, token: str, platform: str, role: str, **scope: str) -> Any:  # noqa: ANN401
        """Make an invitation, which has to work."""
        body = {"platform": platform, "role": role, **scope}
        response = self.ask("POST", "/api/v1/invitations", body, token=token)
        assert response.status_code == 201, response.text
        return response.json()

    def accept(self, code: str, login: str, password: str = GOOD_PASSWORD) -> httpx.Response:
        """Take up an invitation."""
        body = {"code": code, "login": login, "password": password, "display_name": login.title()}
        return self.ask("POST", "/api/v1/invitations/accept", body)

    def make_families(self, *ids: str) -> None:
        """Make families with given ids, without members."""

        async def make() -> None:
            async with self.ports.database.transaction(SYSTEM_ACCESS) as session:
                session.add_all(
                    FamilyRecord(
                        id=UUID(one),
                        name="Family",
                        time_zone="Europe/Berlin",
                        auto_decide_minutes=0,
                        created_at=self.clock(),
                    )
                    for one in ids
                )

        self._runner.run(make())

    def join(self, token: str, login: str, platform: str, role: str, **scope: str) -> Login:
        """Invite somebody, take the invitation up, and log in."""
        accepted = self.accept(self.invite(token, platform, role, **scope)["code"], login)
        assert accepted.status_code == 201, accepted.text
        return self.enter(login, platform)

    def close(self) -> None:
        """Close all connections."""

        async def close() -> None:
            await self._opened.close()

        self._runner.run(close())
        self._runner.close()


@contextmanager
def identity_gateway(stack: Stack) -> Iterator[IdentityGateway]:
    """Migrate the database of `stack` and ask core-api on it."""
    migrated = stack.migrate()
    assert migrated.returncode == 0, migrated.stderr or migrated.stdout
    gateway = IdentityGateway(stack)
    try:
        yield gateway
    finally:
        gateway.close()
