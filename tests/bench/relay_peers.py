"""What others would use as a relay: `python -m tests.bench.relay_peers stock|uvicorn PORT`.

Both send every text that they receive to everybody who is connected, and do nothing else: no
tickets, no rooms, no limits, one process only. Settings are the defaults, without compression.
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import uvicorn
from websockets.asyncio.server import ServerConnection, broadcast, serve
from websockets.exceptions import ConnectionClosed

_Receive = Callable[[], Awaitable[dict[str, Any]]]
_Send = Callable[[dict[str, Any]], Awaitable[None]]
_clients: set[ServerConnection] = set()
_sends: set[_Send] = set()


async def _handle(connection: ServerConnection) -> None:
    _clients.add(connection)
    with suppress(ConnectionClosed):
        async for text in connection:
            broadcast(_clients, text)
    _clients.discard(connection)


async def _stock(port: int) -> None:
    async with serve(_handle, "127.0.0.1", port, compression=None) as server:
        await server.serve_forever()


async def _application(scope: dict[str, Any], receive: _Receive, send: _Send) -> None:
    if scope["type"] != "websocket":
        return
    await receive()
    await send({"type": "websocket.accept"})
    _sends.add(send)
    while (event := await receive())["type"] == "websocket.receive":
        message = {"type": "websocket.send", "text": event["text"]}
        await asyncio.gather(*(one(message) for one in _sends), return_exceptions=True)
    _sends.discard(send)


def main() -> None:
    """Serve until killed."""
    kind, port = sys.argv[1], int(sys.argv[2])
    if kind == "stock":
        asyncio.run(_stock(port))
    else:
        uvicorn.run(
            _application,
            port=port,
            ws="websockets-sansio",
            ws_per_message_deflate=False,
            lifespan="off",
            log_level="critical",
        )


if __name__ == "__main__":
    main()
