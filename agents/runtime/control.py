"""The loop that listens on both control channels and hands accepted commands to the worker.

A silent connection is asked with PING, so that a dead peer is noticed within half a minute. When
Redis is away it tries again for ever, with back-off and jitter.
"""

import threading

from agents.contract.names import ALL_CONTROL_CHANNEL, control_channel
from agents.runtime.backoff import Backoff
from agents.runtime.errors import RefusedError, UnreachableError
from agents.runtime.inbox import DuplicateCommandError, Inbox, RefusedCommandError
from agents.runtime.liveness import Liveness
from agents.runtime.log import AgentLog
from agents.runtime.log_shipper import BACKOFF_BASE_SECONDS, BACKOFF_CAP_SECONDS
from agents.runtime.redis_connection import RedisConnection
from agents.runtime.resp import Reply
from agents.runtime.settings import RedisAddress
from agents.runtime.worker import Worker

_PING_INTERVAL_SECONDS = 10.0
_SILENCE_SECONDS_MAX = 25.0
_ALLOWED_SILENCE_SECONDS = 60.0


def read_message(reply: Reply) -> bytes | None:
    """Return the payload if `reply` is a published message, nothing for any other push."""
    if isinstance(reply, list) and len(reply) == 3 and reply[0] == b"message":  # noqa: PLR2004
        payload = reply[2]
        return payload if isinstance(payload, bytes) else None
    return None


class ControlListener:
    """Own the subscribed connection."""

    def __init__(  # noqa: PLR0913 - the parts of one process, wired in one place
        self,
        *,
        agent: str,
        address: RedisAddress,
        worker: Worker,
        log: AgentLog,
        liveness: Liveness,
        stop: threading.Event,
    ) -> None:
        self._channels = (control_channel(agent), ALL_CONTROL_CHANNEL)
        self._address = address
        self._worker = worker
        self._log = log
        self._liveness = liveness
        self._stop = stop
        self._inbox = Inbox(agent)
        self._backoff = Backoff(BACKOFF_BASE_SECONDS, BACKOFF_CAP_SECONDS)
        self._reported = False

    def run(self) -> None:
        """Listen until the process ends."""
        while not self._stop.is_set():
            self._liveness.beat("control", _ALLOWED_SILENCE_SECONDS)
            try:
                self._listen()
            except (UnreachableError, RefusedError) as error:
                if not self._reported:
                    self._reported = True
                    self._log.write("warning", "redis.unreachable", str(error))
                self._stop.wait(self._backoff.next_seconds())

    def _listen(self) -> None:
        with RedisConnection(self._address) as connection:
            connection.run([("SUBSCRIBE", channel) for channel in self._channels])
            self._backoff.reset()
            self._reported = False
            self._log.write("info", "redis.subscribed", f"listening on {', '.join(self._channels)}")
            silent_seconds = 0.0
            while not self._stop.is_set():
                self._liveness.beat("control", _ALLOWED_SILENCE_SECONDS)
                if not connection.wait(_PING_INTERVAL_SECONDS):
                    silent_seconds += _PING_INTERVAL_SECONDS
                    if silent_seconds > _SILENCE_SECONDS_MAX:
                        raise UnreachableError(f"Redis said nothing for {silent_seconds:.0f} s")
                    connection.send([("PING",)])
                    continue
                silent_seconds = 0.0
                payload = read_message(connection.receive(_PING_INTERVAL_SECONDS))
                if payload is not None:
                    self.take(payload)

    def take(self, payload: bytes) -> None:
        """Accept or refuse one message and say so in the log."""
        try:
            command = self._inbox.accept(payload)
        except DuplicateCommandError as error:
            if error.command.trace:
                self._log.write("warning", "command.duplicate", str(error))
            return
        except RefusedCommandError as error:
            self._log.write("warning", "command.refused", str(error))
            return
        if not self._worker.submit(command) and command.trace:
            self._log.write(
                "error",
                "command.refused",
                "too many commands are waiting; send it again later with a new id",
                command_id=command.id,
            )
