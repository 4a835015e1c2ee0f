"""The log of an agent: one JSON line on stdout at once, and the same entry for the Redis streams.

While Redis is away the last entries are kept, up to a bound; how many were dropped is said as soon
as Redis is back. Sending is at-least-once: a connection that breaks in between repeats a batch.
"""

import sys
import threading
from collections import deque
from typing import Any

import msgspec

from agents.contract.limits import LOG_DATA_BYTES_MAX, LOG_MESSAGE_CHARACTERS_MAX
from agents.contract.messages import Level, LogEntry
from agents.runtime.clock import utc_now

BUFFERED_ENTRIES_MAX = 1000
"""At 17 KiB for the largest entry these are 17 MB at worst, and about 300 KB of usual ones."""


class AgentLog:
    """Where all threads of an agent write."""

    def __init__(self, agent: str) -> None:
        self._agent = agent
        self._buffer: deque[LogEntry] = deque()
        self._dropped = 0
        self._condition = threading.Condition()

    def write(
        self,
        level: Level,
        event: str,
        message: str,
        *,
        command_id: str = "",
        **data: Any,  # noqa: ANN401 - any JSON value
    ) -> None:
        """Log one event; never blocks on the network and never fails because of its data."""
        entry = LogEntry(
            agent=self._agent,
            at=utc_now(),
            level=level,
            event=event,
            message=message[:LOG_MESSAGE_CHARACTERS_MAX],
            command_id=command_id,
            data=render_data(data),
        )
        sys.stdout.write(f"{msgspec.json.encode(entry).decode()}\n")
        sys.stdout.flush()
        with self._condition:
            self._buffer.append(entry)
            if len(self._buffer) > BUFFERED_ENTRIES_MAX:
                self._buffer.popleft()
                self._dropped += 1
            self._condition.notify_all()

    def wait(self, timeout_seconds: float) -> bool:
        """Wait until there is something to send."""
        with self._condition:
            return self._condition.wait_for(lambda: bool(self._buffer), timeout_seconds)

    def peek(self, count: int) -> list[LogEntry]:
        """Return the oldest entries and keep them."""
        with self._condition:
            return [self._buffer[index] for index in range(min(count, len(self._buffer)))]

    def discard(self, sent: list[LogEntry]) -> None:
        """Remove entries that were sent, and wake up who waits for an empty buffer."""
        known = {id(entry) for entry in sent}
        with self._condition:
            while self._buffer and id(self._buffer[0]) in known:
                self._buffer.popleft()
            self._condition.notify_all()

    def take_dropped(self) -> int:
        """How many entries were lost since the last call."""
        with self._condition:
            dropped, self._dropped = self._dropped, 0
            return dropped

    def wait_until_sent(self, timeout_seconds: float) -> bool:
        """Wait until the buffer is empty; False if it is not in time."""
        with self._condition:
            return self._condition.wait_for(lambda: not self._buffer, timeout_seconds)


def render_data(data: dict[str, Any]) -> str:
    """Write `data` as JSON; what is no JSON or too large is replaced by an error that says so."""
    try:
        encoded = msgspec.json.encode(data)
    except (TypeError, ValueError, RecursionError) as error:
        encoded = msgspec.json.encode({"error": f"the data is no JSON: {error}"[:500]})
    if len(encoded) > LOG_DATA_BYTES_MAX:
        reason = f"the data has {len(encoded)} bytes, at most {LOG_DATA_BYTES_MAX} fit into the log"
        encoded = msgspec.json.encode({"error": reason})
    return encoded.decode()
