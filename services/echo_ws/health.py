"""What echo-ws answers over plain HTTP: `/health` and `/ready`, and nothing else.

`/health` is 200 while the process works and says which zones are away; `/ready` is 503 while one
is. Both are open: they tell states, no addresses and no names.
"""

import json
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

from websockets.asyncio.server import ServerConnection
from websockets.http11 import Request, Response

from services.echo_ws.zone import Zone

SOCKET_PATH = "/ws"
_CONNECTIONS_MAX = 7_000
"""The container may have 8192 files open."""
_OK, _UNAVAILABLE = HTTPStatus.OK, HTTPStatus.SERVICE_UNAVAILABLE
ProcessRequest = Callable[[ServerConnection, Request], Response | None]


def describe(zones: Iterable[Zone], now: float) -> dict[str, Any]:
    """Describe the state of the relay."""
    states = {
        zone.platform: {
            "up": zone.is_up,
            "away_seconds": 0 if zone.is_up else round(now - zone.down_since),
        }
        for zone in zones
    }
    is_complete = all(state["up"] for state in states.values())
    return {"status": "ok" if is_complete else "degraded", "zones": states}


def process_request(zones: Iterable[Zone]) -> ProcessRequest:
    """Return what decides about the path of a request; None goes on to the handshake."""

    def process(connection: ServerConnection, request: Request) -> Response | None:
        path = request.path.partition("?")[0]
        if request.method != "GET":
            return _respond(connection, HTTPStatus.METHOD_NOT_ALLOWED, {"error": "only GET"})
        if path == SOCKET_PATH:
            if len(connection.server.all_connections) > _CONNECTIONS_MAX:
                return _respond(connection, _UNAVAILABLE, {"error": "too many connections"})
            return None
        if path not in {"/health", "/ready"}:
            return _respond(connection, HTTPStatus.NOT_FOUND, {"error": "no such path"})
        state = describe(zones, connection.loop.time())
        is_fine = path == "/health" or state["status"] == "ok"
        return _respond(connection, _OK if is_fine else _UNAVAILABLE, state)

    return process


def _respond(connection: ServerConnection, status: HTTPStatus, body: object) -> Response:
    response = connection.respond(status, json.dumps(body) + "\n")
    del response.headers["Content-Type"]
    response.headers["Content-Type"] = "application/json"
    response.headers["Cache-Control"] = "no-store"
    return response
