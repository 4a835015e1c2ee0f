"""The loop that brings the log into both streams, each trimmed exactly to its limit."""

import threading
from collections.abc import Sequence

import msgspec

from agents.contract.limits import LOG_STREAM_ENTRIES
from agents.contract.messages import LogEntry
from agents.contract.names import ALL_LOGS_STREAM, log_stream
from agents.runtime.backoff import Backoff
from agents.runtime.errors import RefusedError, UnreachableError
from agents.runtime.liveness import Liveness
from agents.runtime.log import AgentLog
from agents.runtime.redis_connection import RedisConnection
from agents.runtime.settings import RedisAddress

_BATCH_ENTRIES = 50
_WAIT_SECONDS = 5.0
_ALLOWED_SILENCE_SECONDS = 60.0
BACKOFF_BASE_SECONDS = 0.5
BACKOFF_CAP_SECONDS = 15.0


def stream_commands(entry: LogEntry) -> list[tuple[str | bytes | int, ...]]:
    """Return the XADD of `entry` to the log of all agents and to that of its own agent."""
    fields = [word for pair in msgspec.structs.asdict(entry).items() for word in pair]
    return [
        ("XADD", stream, "MAXLEN", "=", LOG_STREAM_ENTRIES, "*", *fields)
        for stream in (ALL_LOGS_STREAM, log_stream(entry.agent))
    ]


class LogShipper:
    """Own the connection that appends to the streams."""

    def __init__(
        self,
        address: RedisAddress,
        log: AgentLog,
        liveness: Liveness,
        stop: threading.Event,
    ) -> None:
        self._address = address
        self._log = log
        self._liveness = liveness
        self._stop = stop
        self._connection: RedisConnection | None = None
        self._backoff = Backoff(BACKOFF_BASE_SECONDS, BACKOFF_CAP_SECONDS)

    def run(self) -> None:
        """Send until the process ends."""
        while True:
            self._liveness.beat("logs", _ALLOWED_SILENCE_SECONDS)
            if not self._log.wait(_WAIT_SECONDS):
                continue
            batch = self._log.peek(_BATCH_ENTRIES)
            try:
                self._send(batch)
            except (UnreachableError, RefusedError):
                # Said by the control loop; writing here would fill the buffer that waits.
                self._close()
                self._stop.wait(self._backoff.next_seconds())
                continue
            self._backoff.reset()
            self._log.discard(batch)
            if dropped := self._log.take_dropped():
                self._log.write(
                    "warning",
                    "log.dropped",
                    f"{dropped} log entries were lost while Redis was away",
                    dropped=dropped,
                )

    def _send(self, batch: Sequence[LogEntry]) -> None:
        if self._connection is None:
            self._connection = RedisConnection(self._address)
        self._connection.run([command for entry in batch for command in stream_commands(entry)])

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
