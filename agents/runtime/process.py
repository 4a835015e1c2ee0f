"""Wire the loops of one agent, watch them, and end the process.

The loops are daemon threads around one agent module: with asyncio an idle agent took 5 MB more.
It ends only when it is told to: by SIGTERM or SIGINT, or by the command `cycle`; both flush the log
for a moment and exit with 0. What Redis and core-api do never ends it. A loop that ends by itself
is a bug: then the exit status is 1 and the engine starts the agent again.
"""

import os
import signal
import socket
import threading
from collections.abc import Callable
from types import FrameType

import msgspec

from agents.contract.messages import Heartbeat
from agents.runtime.capability import AgentModule
from agents.runtime.control import ControlListener
from agents.runtime.core_api import connect_core_api
from agents.runtime.health import RECORD_INTERVAL_SECONDS
from agents.runtime.heartbeat import HeartbeatLoop
from agents.runtime.liveness import Liveness
from agents.runtime.log import AgentLog
from agents.runtime.log_shipper import LogShipper
from agents.runtime.registration import Announcer, build_registration
from agents.runtime.settings import AgentSettings
from agents.runtime.worker import Worker

_FLUSH_SECONDS = 1.0
"""An agent told to stop is gone in less than 2 s, also while Redis is away."""
_THREAD_STACK_BYTES = 512 * 1024


class AgentProcess:
    """One running agent."""

    def __init__(self, settings: AgentSettings, module: AgentModule) -> None:
        self._settings = settings
        self._module = module
        self._stop = threading.Event()
        self._log = AgentLog(settings.name)
        self._liveness = Liveness(settings.temporary_directory, settings.name)

    def run(self) -> int:
        """Start the loops and wait for the end; return the exit status."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._on_signal)
        self._log.write(
            "info",
            "agent.started",
            f"{self._settings.name} {self._module.version} started",
            capabilities=sorted(self._module.capabilities),
        )
        threads = self._start_threads()
        status = 0
        while not self._stop.wait(RECORD_INTERVAL_SECONDS):
            if dead := [thread.name for thread in threads if not thread.is_alive()]:
                self._log.write("error", "agent.broken", f"loops ended: {', '.join(dead)}")
                status = 1
                break
            self._liveness.record()
        self._log.write("info", "agent.stopped", f"{self._settings.name} stops")
        self._log.wait_until_sent(_FLUSH_SECONDS)
        return status

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        del number, frame
        self._stop.set()

    def _start_threads(self) -> list[threading.Thread]:
        threading.stack_size(_THREAD_STACK_BYTES)
        threads = [
            threading.Thread(target=loop, name=name, daemon=True)
            for name, loop in self._loops().items()
        ]
        for thread in threads:
            thread.start()
        return threads

    def _build_heartbeat(self) -> Heartbeat:
        """Return what does not change from beat to beat."""
        return Heartbeat(
            agent=self._settings.name,
            version=self._module.version,
            host=socket.gethostname(),
            pid=os.getpid(),
            capabilities=tuple(sorted(self._module.capabilities)),
            image=self._settings.image,
        )

    def _loops(self) -> dict[str, Callable[[], None]]:
        settings, log, liveness, stop = self._settings, self._log, self._liveness, self._stop
        core_api = connect_core_api(settings)
        worker = Worker(
            agent=settings.name,
            module=self._module,
            core_api=core_api,
            directory=settings.temporary_directory,
            log=log,
            liveness=liveness,
            cycle=stop.set,
            wait=stop.wait,
        )
        control = ControlListener(
            agent=settings.name,
            address=settings.redis,
            worker=worker,
            log=log,
            liveness=liveness,
            stop=stop,
        )
        heartbeat = self._build_heartbeat()
        registration = build_registration(settings.name, settings.image, self._module)
        announcer = Announcer(core_api, registration)

        def tell() -> Heartbeat:
            return msgspec.structs.replace(heartbeat, queue=worker.tell_queue())

        beats = HeartbeatLoop(announcer.send, tell, log, liveness, stop)
        shipper = LogShipper(settings.redis, log, liveness, stop)
        return {
            "logs": shipper.run,
            "worker": worker.run,
            "control": control.run,
            "heartbeat": beats.run,
        }
