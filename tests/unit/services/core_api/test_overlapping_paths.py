"""A path that is spelled out does not lend its name to another route's id."""

import asyncio

import httpx

from services.core_api.access.actors import Platform, Role
from services.core_api.access.authenticate import authenticate
from services.core_api.access.principal import Principal
from services.core_api.app import build_app


def _ask(method: str, path: str) -> httpx.Response:
    app = build_app()
    admin = Principal(Role.ADMIN, Platform.BLACKROSE, "00000000-0000-4000-8000-000000000001")

    async def prove() -> Principal:
        return admin

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://core-api") as client:
            return await client.request(method, path)

    app.dependency_overrides[authenticate] = lambda _: prove()
    return asyncio.run(ask())


def test_another_method_on_a_path_that_is_spelled_out_is_not_allowed() -> None:
    answer = _ask("DELETE", "/api/v1/invitations/accept")
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")


def test_an_id_that_a_url_parser_would_drop_is_a_bad_id() -> None:
    assert _ask("GET", "/api/v1/blackrose/posts/%09").status_code == 422
