"""The loop that tells core-api every 20 s that this agent lives.

It logs only when the answer changes (reached, refused, unreachable), not at every beat. A core-api
from before the figures of the queue refuses them: then it gets the beat without them.
"""

import threading
from collections.abc import Callable

import msgspec

from agents.contract.limits import HEARTBEAT_INTERVAL_SECONDS
from agents.contract.messages import Heartbeat, Level
from agents.runtime.backoff import Backoff
from agents.runtime.errors import RefusedError, UnauthorisedError, UnreachableError
from agents.runtime.liveness import Liveness
from agents.runtime.log import AgentLog

_ALLOWED_SILENCE_SECONDS = 60.0


class HeartbeatLoop:
    """Send `heartbeat` for ever, sooner again after a failure."""

    def __init__(
        self,
        send: Callable[[Heartbeat], None],
        tell: Callable[[], Heartbeat],
        log: AgentLog,
        liveness: Liveness,
        stop: threading.Event,
    ) -> None:
        self._send = send
        self._tell = tell
        self._log = log
        self._liveness = liveness
        self._stop = stop
        self._backoff = Backoff(1.0, HEARTBEAT_INTERVAL_SECONDS)
        self._said = ""

    def run(self) -> None:
        """Beat until the agent stops."""
        while not self._stop.is_set():
            self._liveness.beat("heartbeat", _ALLOWED_SILENCE_SECONDS)
            self._stop.wait(self.beat_once())

    def beat_once(self) -> float:
        """Send one heartbeat and return the seconds until the next."""
        try:
            self._send_what_is_taken(self._tell())
        except RefusedError as error:
            self._say("error", "core_api.refused", str(error))
            return self._backoff.next_seconds()
        except UnreachableError as error:
            self._say("warning", "core_api.unreachable", str(error))
            return self._backoff.next_seconds()
        self._backoff.reset()
        self._say("info", "core_api.registered", "heartbeat accepted by core-api")
        return HEARTBEAT_INTERVAL_SECONDS

    def _send_what_is_taken(self, heartbeat: Heartbeat) -> None:
        try:
            self._send(heartbeat)
        except UnauthorisedError:
            raise
        except RefusedError:
            if heartbeat.queue is None:
                raise
            # After a rollback core-api is older than its agents for a while (ADR 0030).
            self._send(msgspec.structs.replace(heartbeat, queue=None))

    def _say(self, level: Level, event: str, message: str) -> None:
        if event != self._said:
            self._said = event
            self._log.write(level, event, message)
