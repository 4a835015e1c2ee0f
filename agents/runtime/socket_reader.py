"""Lines and pieces from a socket, with a buffer that can be asked whether something is in it."""

import select
import socket

_RECEIVED_BYTES = 16 * 1024


class SocketReader:
    """The reading half of a connection; fails with `OSError`, `TimeoutError` included."""

    def __init__(self, connected: socket.socket) -> None:
        self._socket = connected
        self._buffer = bytearray()

    def wait(self, timeout_seconds: float) -> bool:
        """Wait until there is something to read; False if nothing came in time."""
        if self._buffer:
            return True
        readable, _, _ = select.select([self._socket], [], [], timeout_seconds)
        return bool(readable)

    def readline(self, size: int, /) -> bytes:
        """Read up to and including a newline; less at the end, or after `size` bytes."""
        while (end := self._buffer.find(b"\n")) < 0 and len(self._buffer) < size:
            if not self._fill():
                return b""
        return self._take(min(end + 1, size) if end >= 0 else size)

    def read(self, size: int, /) -> bytes:
        """Read `size` bytes; less at the end."""
        while len(self._buffer) < size:
            if not self._fill():
                return b""
        return self._take(size)

    def _fill(self) -> bool:
        received = self._socket.recv(_RECEIVED_BYTES)
        self._buffer += received
        return bool(received)

    def _take(self, size: int) -> bytes:
        taken = bytes(self._buffer[:size])
        del self._buffer[:size]
        return taken
