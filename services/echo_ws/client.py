"""A connected and proved client: what its ticket opens, where it is, and what it is sent.

A frame is encoded once for all its receivers and handed to the transport as it is: the server's
frames are not masked (RFC 6455, 5.1), so their bytes are the same for everybody.
"""

import asyncio
import time
from typing import Final

import msgspec
from websockets.asyncio.server import ServerConnection
from websockets.exceptions import WebSocketException
from websockets.frames import Frame, Opcode
from websockets.protocol import OPEN

from services.echo_ws.backlog import Backlog
from services.echo_ws.window import Window
from services.relay_contract.events import TicketGrant
from services.relay_contract.frames import CLOSE_TRY_AGAIN, OpenRoom, Person
from services.relay_contract.limits import MESSAGES_PER_MINUTE

_CLOSE_SECONDS = 2.0
_encode: Final = msgspec.json.encode
_closing: set["asyncio.Task[None]"] = set()


def encode_frame(told: msgspec.Struct) -> bytes:
    """Encode what clients are told as one WebSocket frame."""
    return wrap_frame(_encode(told))


def wrap_frame(text: bytes) -> bytes:
    """Put the header of a WebSocket text frame before encoded JSON."""
    return Frame(Opcode.TEXT, text).serialize(mask=False)


class Client:
    """One socket of one user."""

    __slots__ = (
        "_backlog",
        "connected_at",
        "connection",
        "grant",
        "is_dismissed",
        "joined",
        "socket",
        "until",
        "window",
    )

    def __init__(self, connection: ServerConnection, grant: TicketGrant, until: float) -> None:
        self.connection = connection
        self.grant = grant
        self.socket = connection.id.hex
        """The name of this socket among all of all relays."""
        self.connected_at = time.time()
        """Of a user's sockets the oldest stay."""
        self.until = until
        """When the ticket's time is over, by the loop's clock."""
        self.joined: tuple[str, ...] = ()
        self.window = Window(MESSAGES_PER_MINUTE)
        self._backlog: Backlog | None = None
        self.is_dismissed = False
        """Being closed: what it still sends is not heard."""

    @property
    def person(self) -> Person:
        """Who is shown to others."""
        return Person(self.grant.user, self.grant.name)

    def find_room(self, name: str) -> OpenRoom | None:
        """Return the room if the ticket opens it."""
        return next((room for room in self.grant.rooms if room.room == name), None)

    def tell(self, told: msgspec.Struct) -> bool:
        """Send one frame to this client alone."""
        return self.write(encode_frame(told))

    def write(self, encoded: bytes, frames: int = 1) -> bool:
        """Send encoded frames; a client that took too little until now is closed instead."""
        connection = self.connection
        if self.is_dismissed or connection.protocol.state is not OPEN:
            return False
        transport = connection.transport
        if waiting := transport.get_write_buffer_size():
            if self._backlog is None:
                self._backlog = Backlog(waiting)
            if not self._backlog.admit(len(encoded), frames, waiting):
                self.dismiss(CLOSE_TRY_AGAIN, "too slow")
                return False
        else:
            self._backlog = None
        transport.write(encoded)
        return True

    def dismiss(self, code: int, reason: str) -> None:
        """Close the connection soon; nothing is sent to it from now on."""
        if not self.is_dismissed:
            self.is_dismissed = True
            keep_until_done(asyncio.create_task(close(self.connection, code, reason)))


def keep_until_done(task: "asyncio.Task[None]") -> None:
    """Hold a task that nobody waits for: the loop itself does not."""
    _closing.add(task)
    task.add_done_callback(_closing.discard)


async def close(connection: ServerConnection, code: int, reason: str) -> None:
    """Close with a code; cut the connection if the other side takes nothing."""
    try:
        async with asyncio.timeout(_CLOSE_SECONDS):
            await connection.close(code, reason)
    except (TimeoutError, OSError, WebSocketException):
        pass
    finally:
        connection.transport.abort()
