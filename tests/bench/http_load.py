"""Load for one HTTP server on loopback: as much as it takes, or a constant rate.

Plain sockets with keep-alive and fixed requests, so that the client costs a small part of what the
server costs. The constant rate is open-loop: a request is due at its time whether or not earlier
ones were answered, and its latency counts from then, so that a stall is not hidden
(https://www.scylladb.com/2021/04/22/on-coordinated-omission/).
"""

import asyncio
import time
from dataclasses import dataclass, field
from typing import cast

import uvloop

_CONNECTIONS = 16
_EXPECTED_STATUS = b"HTTP/1.1 200"


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked, again and again."""

    port: int
    path: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes | None = None
    """JSON that is posted; without it the request is a GET."""

    def encode(self) -> bytes:
        """Write it as HTTP/1.1."""
        method = "GET" if self.body is None else "POST"
        lines = [f"{method} {self.path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}"]
        lines += [f"{name}: {value}" for name, value in self.headers]
        if self.body is not None:
            lines += ["Content-Type: application/json", f"Content-Length: {len(self.body)}"]
        return ("\r\n".join(lines) + "\r\n\r\n").encode() + (self.body or b"")


@dataclass
class _Connection(asyncio.Protocol):
    """One connection with at most one request under way."""

    transport: asyncio.Transport | None = None
    waiter: asyncio.Future[None] | None = None
    buffer: bytearray = field(default_factory=bytearray)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports are not subclasses of asyncio's.
        self.transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        end = self.buffer.find(b"\r\n\r\n")
        if end < 0:
            return
        head = bytes(self.buffer[:end]).lower()
        at = head.find(b"content-length:")
        length = int(head[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
        if len(self.buffer) < end + 4 + length:
            return
        is_good = self.buffer.startswith(_EXPECTED_STATUS)
        first = bytes(self.buffer[:200])
        self.buffer.clear()
        waiter, self.waiter = self.waiter, None
        if waiter is None or waiter.done():
            return
        if is_good:
            waiter.set_result(None)
        else:
            waiter.set_exception(AssertionError(f"not answered with 200: {first!r}"))

    def connection_lost(self, exc: Exception | None) -> None:
        if self.waiter is not None and not self.waiter.done():
            self.waiter.set_exception(exc or ConnectionError("the server closed the connection"))

    def ask(self, request: bytes) -> asyncio.Future[None]:
        """Send one request; the future ends with its answer."""
        assert self.transport is not None
        self.waiter = asyncio.get_running_loop().create_future()
        self.transport.write(request)
        return self.waiter


async def _connect(port: int) -> list[_Connection]:
    loop = asyncio.get_running_loop()
    made = [
        await loop.create_connection(_Connection, "127.0.0.1", port) for _ in range(_CONNECTIONS)
    ]
    return [protocol for _, protocol in made]


async def _saturate(request: Request, seconds: float) -> float:
    encoded = request.encode()
    until = time.perf_counter() + seconds
    answered = 0

    async def drive(connection: _Connection) -> None:
        nonlocal answered
        while time.perf_counter() < until:
            await connection.ask(encoded)
            answered += 1

    connections = await _connect(request.port)
    begin = time.perf_counter()
    await asyncio.gather(*(drive(connection) for connection in connections))
    spent = time.perf_counter() - begin
    _close(connections)
    return spent / answered


async def _pace(request: Request, per_second: float, seconds: float) -> list[float]:
    encoded = request.encode()
    free = asyncio.Queue[_Connection]()
    connections = await _connect(request.port)
    for connection in connections:
        free.put_nowait(connection)
    latencies: list[float] = []

    async def ask_at(due: float) -> None:
        connection = await free.get()
        try:
            await connection.ask(encoded)
        finally:
            free.put_nowait(connection)
        latencies.append(time.perf_counter() - due)

    begin = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for number in range(int(per_second * seconds)):
            due = begin + number / per_second
            if (wait := due - time.perf_counter()) > 0:
                await asyncio.sleep(wait)
            group.create_task(ask_at(due))
    _close(connections)
    return latencies


def _close(connections: list[_Connection]) -> None:
    for connection in connections:
        if connection.transport is not None:
            connection.transport.close()


def seconds_per_request(request: Request, seconds: float) -> float:
    """Ask as fast as answers come; return the mean time per answer, in seconds."""
    return uvloop.run(_saturate(request, seconds))


def latencies_at(request: Request, per_second: float, seconds: float) -> list[float]:
    """Ask at a constant rate; return the latency of every answer, in seconds."""
    return uvloop.run(_pace(request, per_second, seconds))
