"""A path that is spelled out does not lend its name to another route's id."""

import asyncio

import httpx

from services.core_api.access.actors import Platform, Role
from services.core_api.access.authenticate import authenticate
from services.core_api.access.principal import Principal
from services.core_api.app import build_app


def test_another_method_on_a_path_that_is_spelled_out_is_not_allowed() -> None:
    app = build_app()
    admin = Principal(Role.ADMIN, Platform.NOVAOS, "00000000-0000-4000-8000-000000000001")

    async def prove() -> Principal:
        return admin

    app.dependency_overrides[authenticate] = lambda _: prove()
    transport = httpx.ASGITransport(app)

    async def ask() -> httpx.Response:
        async with httpx.AsyncClient(transport=transport, base_url="http://core-api") as client:
            return await client.delete("/api/v1/invitations/accept")

    answer = asyncio.run(ask())
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
