"""A summary may be longer than a message, up to its own limit; nothing else may."""

import asyncio

import httpx
import pytest

from agents.contract.limits import REQUEST_BODY_BYTES_MAX
from services.core_api.app import build_app
from services.core_api.body import LONGER_BODIES_BYTES_MAX
from services.core_api.supply.bodies import PAYLOAD_CHARACTERS_MAX

_ROUTE = ("PUT", "/api/v1/supply/summary")
_LIMIT = LONGER_BODIES_BYTES_MAX[_ROUTE]
_AGENT_READS_BYTES = 1 << 20
"""`agents.runtime.http_client`: an agent reads no longer answer."""


def status(method: str, path: str, size: int) -> int:
    async def send() -> int:
        app = build_app()
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://core-api") as client:
            answer = await client.request(method, path, content=b" " * size)
            return answer.status_code

    return asyncio.run(send())


@pytest.mark.parametrize(
    ("method", "path", "size", "is_too_large"),
    [
        (*_ROUTE, REQUEST_BODY_BYTES_MAX + 1, False),
        (*_ROUTE, _LIMIT + 1, True),
        ("POST", _ROUTE[1], REQUEST_BODY_BYTES_MAX + 1, True),
        ("PUT", "/api/v1/supply/summary/", REQUEST_BODY_BYTES_MAX + 1, True),
    ],
)
def test_only_the_summary_may_be_longer(
    method: str,
    path: str,
    size: int,
    is_too_large: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    assert (status(method, path, size) == httpx.codes.REQUEST_ENTITY_TOO_LARGE) == is_too_large


def test_longest_payload_fits_into_the_body_and_into_what_an_agent_reads() -> None:
    members = len('{"payload":"","signature":""}') + 200
    assert PAYLOAD_CHARACTERS_MAX + members <= _LIMIT
    decoded = PAYLOAD_CHARACTERS_MAX * 3 // 4
    assert PAYLOAD_CHARACTERS_MAX + decoded + 1000 <= _AGENT_READS_BYTES
