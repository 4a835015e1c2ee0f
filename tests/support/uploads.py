"""Pictures of posts in tests of core-api: uploaded in the name of anybody."""

from typing import Any

import httpx
import msgspec

from services.core_api.access.principal import Principal
from tests.support.area_gateway import _HEADER
from tests.support.blackrose import BASE, Collective

BYTES = "application/octet-stream"


def send_picture(
    brc: Collective, who: Principal | None, post: str, content: bytes, **more: str
) -> httpx.Response:
    """Upload a picture; `more` may have another `kind` or `alt_text` than the usual."""
    headers = {"content-type": more.get("kind", BYTES)}
    if who is not None:
        headers[_HEADER] = msgspec.json.encode(who).decode()
    query = {"alt_text": more.get("alt_text", "Four colours")}

    async def send() -> httpx.Response:
        transport = httpx.ASGITransport(brc.gateway.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://core-api") as client:
            path = f"{BASE}/posts/{post}/image"
            return await client.post(path, content=content, headers=headers, params=query)

    return brc.gateway.run(send())


def put_picture(
    brc: Collective, post: str, content: bytes, who: Principal | None = None
) -> dict[str, Any]:
    """Upload a picture that must be taken, in Alice's name without another."""
    answer = send_picture(brc, who or brc.alice, post, content)
    assert answer.status_code == 201, answer.text
    shown: dict[str, Any] = answer.json()
    return shown
