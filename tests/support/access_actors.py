"""Everybody who can ask core-api, and a way to ask it that is fast enough for all of them."""

import asyncio

from fastapi import FastAPI, Request

from agents.contract.names import AGENT_NAMES
from services.core_api.access.actors import ROLES_OF_PLATFORM, Platform, Role
from services.core_api.access.authenticate import authenticate
from services.core_api.access.principal import ANONYMOUS, Principal

_ID = "00000000-0000-4000-8000-00000000000{}"
_FAMILY_ROLES = (Role.PARENT, Role.TEEN, Role.CHILD)


def _person(platform: Platform, role: Role) -> Principal:
    return Principal(
        role,
        platform,
        _ID.format(1),
        name="Somebody",
        session=_ID.format(2),
        family=_ID.format(3) if role in _FAMILY_ROLES else None,
        creator=_ID.format(4) if role is Role.CREATOR else None,
        godmode_bypass=role is Role.GODMODE,
    )


def everybody() -> dict[str, Principal]:
    """Return each role on each platform, each agent, the other machines, and nobody."""
    people = {
        f"{platform}/{role}": _person(platform, role)
        for platform, roles in ROLES_OF_PLATFORM.items()
        for role in roles
        if platform is not Platform.INTERNAL
    }
    agents = {name: Principal(Role.AGENT, Platform.INTERNAL, name) for name in AGENT_NAMES}
    machines = {
        "operator": Principal(Role.OPERATOR, Platform.INTERNAL, name="operator"),
        "relay": Principal(Role.RELAY, Platform.INTERNAL, "service:echo-ws"),
    }
    return {**people, **agents, **machines, "nobody": ANONYMOUS}


def ask_as(app: FastAPI, who: Principal, method: str, path: str, body: bytes = b"") -> int:
    """Send one request in the name of `who` and return the status."""

    async def prove(_: Request) -> Principal:
        return who

    app.dependency_overrides[authenticate] = prove
    statuses: list[int] = []

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: dict[str, object]) -> None:
        if message["type"] == "http.response.start":
            statuses.append(int(str(message["status"])))

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": [(b"content-type", b"application/json")],
        "client": ("127.0.0.1", 1),
        "server": ("core-api", 8760),
    }
    asyncio.run(app(scope, receive, send))  # type: ignore[arg-type]
    return statuses[0]
