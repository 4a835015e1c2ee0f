"""One authenticated connection to the agents' Redis, blocking, for one thread.

Every trouble on the way is `UnreachableError` or `RefusedError`; after one of them the connection
is closed and a new one is needed.
"""

import socket
from collections.abc import Sequence
from types import TracebackType
from typing import Self

from agents.runtime.errors import RefusedError, UnreachableError
from agents.runtime.resp import Reply, read_reply, render_command
from agents.runtime.settings import RedisAddress
from agents.runtime.socket_reader import SocketReader

CONNECT_TIMEOUT_SECONDS = 5.0
REPLY_TIMEOUT_SECONDS = 5.0


class RedisConnection:
    """Send commands, receive replies and pushed messages."""

    def __init__(self, address: RedisAddress) -> None:
        try:
            self._socket = socket.create_connection(
                (address.host, address.port),
                timeout=CONNECT_TIMEOUT_SECONDS,
            )
        except OSError as error:
            raise UnreachableError(f"Redis {address.host}:{address.port}: {error}") from error
        self._reader = SocketReader(self._socket)
        try:
            login = ("AUTH", address.user, address.password.reveal())
            self.run([login, ("SELECT", address.database)])
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the connection; never fails."""
        try:
            self._socket.close()
        except OSError:
            return

    def send(self, commands: Sequence[tuple[str | bytes | int, ...]]) -> None:
        """Send commands in one piece and do not wait for replies."""
        try:
            self._socket.settimeout(REPLY_TIMEOUT_SECONDS)
            self._socket.sendall(b"".join(render_command(*command) for command in commands))
        except OSError as error:
            raise UnreachableError(f"Redis: {error}") from error

    def wait(self, timeout_seconds: float) -> bool:
        """Wait until something can be received; False if nothing came in time."""
        return self._reader.wait(timeout_seconds)

    def receive(self, timeout_seconds: float) -> Reply:
        """Wait for one reply or pushed message.

        Raises `UnreachableError` also when nothing came in time: the stream is then unusable.
        """
        try:
            self._socket.settimeout(timeout_seconds)
            return read_reply(self._reader)
        except TimeoutError as error:
            raise UnreachableError(f"Redis said nothing for {timeout_seconds:.0f} s") from error
        except OSError as error:
            raise UnreachableError(f"Redis: {error}") from error

    def run(self, commands: Sequence[tuple[str | bytes | int, ...]]) -> list[Reply]:
        """Send commands in one piece and return their replies.

        Raises the first `RefusedError` after all replies were read.
        """
        self.send(commands)
        replies: list[Reply] = []
        refused: RefusedError | None = None
        for _ in commands:
            try:
                replies.append(self.receive(REPLY_TIMEOUT_SECONDS))
            except RefusedError as error:
                refused = refused or error
        if refused is not None:
            raise refused
        return replies
