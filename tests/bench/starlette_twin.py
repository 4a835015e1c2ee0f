"""The least that a Starlette application needs to answer the two questions that are measured.

`/health`, and a read that verifies an RS256 token and reads a stream from Redis; no access table,
no session check, no limits, no error answers: what core-api costs beside this is what it does more.
"""

import os
from pathlib import Path
from typing import Any

import jwt
import msgspec
from redis.asyncio import Redis
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

_SECRETS = Path(os.environ["SECRETS_DIRECTORY"])
_KEY = (_SECRETS / "jwt_public.pem").read_text()
_REDIS = Redis.from_url(
    os.environ["REDIS_URL_AGENTS"],
    password=(_SECRETS / "redis_agents_password").read_text(),
    protocol=2,
    driver_info=None,
)


async def health(_: Request) -> Response:
    """Say that the process answers."""
    return Response(msgspec.json.encode({"status": "ok"}), media_type="application/json")


async def logs(request: Request) -> Response:
    """Verify the token and read the last entries."""
    token = request.headers["authorization"].removeprefix("Bearer ")
    jwt.decode(token, _KEY, algorithms=["RS256"], audience="internal", issuer="novaos")
    found: Any = await _REDIS.xrevrange("agent:logs", count=10)
    entries = [
        {"id": entry.decode(), **{name.decode(): value.decode() for name, value in fields.items()}}
        for entry, fields in reversed(found)
    ]
    return Response(msgspec.json.encode({"entries": entries}), media_type="application/json")


app = Starlette(routes=[Route("/health", health), Route("/api/v1/agent/logs", logs)])
