"""Clients of a relay, as many as wanted: `python -m tests.bench.relay_load PORT`.

A program of its own, so that it runs on another core than the server. It reads a line of JSON:
`first` (frames that each client sends first) and `rounds`. It connects all clients, says `ready`,
and for each line `go` lets every client send its frames and prints the seconds until everybody has
received everything. It counts a marker instead of reading frames: it must be faster than a server.
"""

import asyncio
import json
import sys
import time
from typing import Any

import uvloop

MARKER = "#~#"
_MARK = MARKER.encode()
_HANDSHAKE = (
    "GET /ws HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: {origin}\r\nUpgrade: websocket\r\n"
    "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    "Sec-WebSocket-Version: 13\r\n\r\n"
)
_SMALL, _MEDIUM = 126, 65_536
_MASKED, _TEXT = 0x80, 0x81


def frame(text: str) -> bytes:
    """Encode a client's text frame; a mask of zeros leaves the bytes as they are."""
    data = text.encode()
    if len(data) < _SMALL:
        return bytes([_TEXT, _MASKED | len(data)]) + bytes(4) + data
    return bytes([_TEXT, _MASKED | _SMALL]) + len(data).to_bytes(2) + bytes(4) + data


class LoadClient(asyncio.Protocol):
    """One socket that counts markers."""

    def __init__(self, first: list[str], origin: str, answers: int) -> None:
        self._first = first
        self._origin = origin
        self._answers = answers
        self._tail = b""
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.done: asyncio.Future[None] | None = None
        self.missing = 0
        self.transport: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Shake hands, then send what comes first."""
        self.transport = transport
        self.transport.write(_HANDSHAKE.format(origin=self._origin).encode())

    def expect(self, count: int) -> "asyncio.Future[None]":
        """Wait for so many markers."""
        self.missing = count
        self.done = asyncio.get_running_loop().create_future()
        return self.done

    def data_received(self, data: bytes) -> None:
        """Count."""
        if not self.ready.done():
            self._begin(data)
            return
        seen = self._tail + data
        count = seen.count(_MARK)
        self._tail = seen[seen.rfind(_MARK) + len(_MARK) :][-2:] if count else seen[-2:]
        self.missing -= count
        if self.done is not None and self.missing <= 0 and not self.done.done():
            self.done.set_result(None)

    def _begin(self, data: bytes) -> None:
        self._tail += data
        if b"\r\n\r\n" not in self._tail:
            return
        if not self._tail.startswith(b"HTTP/1.1 101"):
            self.ready.set_exception(ConnectionError(self._tail[:60].decode()))
            return
        while self._first:
            self.transport.write(frame(self._first.pop(0)))
        if self._tail.count(b'"type":') >= self._answers:
            self._tail = b""
            self.ready.set_result(None)

    def connection_lost(self, exc: Exception | None) -> None:
        """Fail whoever waits."""
        error = exc or ConnectionError(f"closed by the server: {self._tail[-100:]!r}")
        for future in (self.ready, self.done):
            if future is not None and not future.done():
                future.set_exception(error)


async def run(port: int) -> None:
    """Connect, then do rounds until the input ends."""
    loop = asyncio.get_running_loop()
    task = json.loads(await loop.run_in_executor(None, sys.stdin.readline))
    clients = []
    for first in task["first"]:
        _, client = await loop.create_connection(
            lambda first=first: LoadClient(first, task["origin"], task["answers"]),  # type: ignore[misc]
            "127.0.0.1",
            port,
        )
        await client.ready
        clients.append(client)
    _tell("ready")
    burst = frame(task["say"]) * task["each"]
    while (await loop.run_in_executor(None, sys.stdin.readline)).strip() == "go":
        waits = [client.expect(task["each"] * len(clients)) for client in clients]
        begin = time.perf_counter()
        for client in clients:
            client.transport.write(burst)
        await asyncio.gather(*waits)
        _tell(str(time.perf_counter() - begin))


def _tell(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    uvloop.run(run(int(sys.argv[1])))
