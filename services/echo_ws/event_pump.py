"""Events on their way from Redis to the clients: a few at a time.

One read of a busy connection brings hundreds of events. If all were written at once, the frames of
a client that takes everything would pile up within this one turn of the loop, and it would look
slow. So a part is handled, the loop writes it out, then comes the next part; meanwhile the
connection is not read.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Protocol

Receive = Callable[[bytes, bytes], None]
_PART = 64
_WAITING_MAX = 1_000


class Source(Protocol):
    """Where events come from."""

    def pause(self, *, reading: bool) -> None:
        """Stop or go on reading."""


class EventPump:
    """A queue between one connection and one handler."""

    def __init__(self, handle: Receive, end_part: Callable[[], None]) -> None:
        self._handle = handle
        self._end_part = end_part
        self._waiting: deque[tuple[bytes, bytes]] = deque()
        self._source: Source | None = None
        self._is_paused = False
        self._is_called = False

    def follow(self, source: Source) -> None:
        """Know the connection that is to wait when there is too much."""
        self._source = source

    def receive(self, channel: bytes, payload: bytes) -> None:
        """Take an event."""
        self._waiting.append((channel, payload))
        if len(self._waiting) > _WAITING_MAX and self._source and not self._is_paused:
            self._is_paused = True
            self._source.pause(reading=False)
        if not self._is_called:
            self._is_called = True
            asyncio.get_running_loop().call_soon(self._turn)

    def _turn(self) -> None:
        waiting = self._waiting
        for _ in range(min(_PART, len(waiting))):
            self._handle(*waiting.popleft())
        self._end_part()
        self._is_called = bool(waiting)
        if waiting:
            asyncio.get_running_loop().call_soon(self._turn)
        elif self._is_paused and self._source:
            self._is_paused = False
            self._source.pause(reading=True)
