"""One connection to a zone's Redis: commands in order, replies in order, published events apart.

It authenticates and selects its database first, speaks RESP2 and announces nothing. A command that
is not answered in time, and a reply that nobody can read, end the connection: the zone opens a new
one. Only commands of `services.relay_contract.redis_access` are sent.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from services.echo_ws.errors import ZoneUnavailableError
from services.echo_ws.resp import IncompleteError, Reply, parse_reply, render_command

_CONNECT_SECONDS = 2.0
_REPLY_SECONDS = 2.0
_UNSENT_BYTES_MAX = 8 << 20
"""Of events that Redis does not take: then it is as good as away."""
Receive = Callable[[bytes, bytes], None]


@dataclass(frozen=True, slots=True)
class RedisAddress:
    """Where a zone is, and as whom to use it."""

    host: str
    port: int
    database: int
    user: str
    password: str = field(repr=False)


class RedisLink(asyncio.Protocol):
    """A connection; `receive` gets channel and payload of everything that is published."""

    def __init__(self, receive: Receive | None = None) -> None:
        self._receive = receive
        self._transport: asyncio.Transport | None = None
        self._waiting: deque[asyncio.Future[Reply] | None] = deque()
        self._rest = b""
        self.closed: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        """Done with the reason when the connection is over."""

    async def call(self, *words: str | bytes | int) -> Reply:
        """Send a command and return its reply.

        Raises `ZoneUnavailableError` if there is none in time, or an error.
        """
        future: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()
        self._send(future, render_command(*words))
        try:
            async with asyncio.timeout(_REPLY_SECONDS):
                reply = await future
        except TimeoutError as error:
            self.abort("Redis does not answer in time")
            raise ZoneUnavailableError("Redis does not answer in time") from error
        if isinstance(reply, ZoneUnavailableError):
            raise reply
        return reply

    def post(self, command: bytes) -> None:
        """Send a rendered command of which only a broken connection would be interesting.

        Raises `ZoneUnavailableError` if the connection is over or takes nothing any more.
        """
        self._send(None, command)

    def _send(self, future: "asyncio.Future[Reply] | None", command: bytes) -> None:
        transport = self._transport
        if transport is None or transport.is_closing():
            raise ZoneUnavailableError("Redis is not connected")
        if transport.get_write_buffer_size() > _UNSENT_BYTES_MAX:
            self.abort("Redis takes nothing")
            raise ZoneUnavailableError("Redis takes nothing")
        self._waiting.append(future)
        transport.write(command)

    def pause(self, *, reading: bool) -> None:
        """Stop or go on reading: what is not read waits in Redis."""
        if self._transport is None or self._transport.is_closing():
            return
        if reading:
            self._transport.resume_reading()
        else:
            self._transport.pause_reading()

    def abort(self, reason: str) -> None:
        """End the connection at once."""
        if not self.closed.done():
            self.closed.set_result(reason)
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        assert isinstance(transport, asyncio.Transport) or hasattr(transport, "write")  # noqa: S101
        self._transport = transport  # type: ignore[assignment]  # uvloop's is no subclass

    def connection_lost(self, exc: Exception | None) -> None:
        """Fail everything that waits."""
        if not self.closed.done():
            self.closed.set_result(type(exc).__name__ if exc else "Redis closed the connection")
        for future in self._waiting:
            if future is not None and not future.done():
                future.set_exception(ZoneUnavailableError("Redis closed the connection"))
        self._waiting.clear()

    def data_received(self, data: bytes) -> None:
        """Hand out all complete replies."""
        buffer, at = (self._rest + data if self._rest else data), 0
        try:
            while at < len(buffer):
                reply, at = parse_reply(buffer, at)
                self._hand_out(reply)
        except IncompleteError:
            pass
        except ZoneUnavailableError as error:
            self.abort(str(error))
            return
        self._rest = buffer[at:]

    def _hand_out(self, reply: Reply) -> None:
        match reply:
            case [b"message", bytes(channel), bytes(payload)] if self._receive is not None:
                self._receive(channel, payload)
            case _ if not self._waiting:
                raise ZoneUnavailableError("a reply to no command")
            case _:
                self._answer(self._waiting.popleft(), reply)

    def _answer(self, future: "asyncio.Future[Reply] | None", reply: Reply) -> None:
        if future is None:
            if isinstance(reply, ZoneUnavailableError):
                raise reply
        elif not future.done():
            future.set_result(reply)


async def open_link(address: RedisAddress, receive: Receive | None = None) -> RedisLink:
    """Connect, authenticate and select the database.

    Raises `ZoneUnavailableError` if any of it fails.
    """
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(_CONNECT_SECONDS):
            _, link = await loop.create_connection(
                lambda: RedisLink(receive), address.host, address.port
            )
    except (OSError, TimeoutError) as error:
        raise ZoneUnavailableError(f"Redis cannot be reached: {type(error).__name__}") from error
    try:
        await link.call("AUTH", address.user, address.password)
        await link.call("SELECT", address.database)
    except ZoneUnavailableError:
        link.abort("Redis refuses the user")
        raise
    return link
