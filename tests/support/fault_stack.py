"""The running stack `test` as a fault test sees it: containers to break, and core-api to ask.

Only containers that carry the label of the environment `test` can be reached through it.
"""

import os
import signal
import threading
import time
import uuid
from dataclasses import dataclass, field
from typing import Any, Self

import docker
import httpx
from docker.models.containers import Container

from infra.secret_store import read_secret
from tests.support.infra import topology_of

ENVIRONMENT = "test"
_TOPOLOGY = topology_of(ENVIRONMENT)
_WAIT_STEP_SECONDS = 0.25


class FaultStack:
    """One environment, its engine, and an operator's client of its core-api."""

    def __init__(self) -> None:
        self._engine = docker.from_env()
        token = read_secret(ENVIRONMENT, "agent_shared_token")
        self.client = httpx.Client(
            base_url=_TOPOLOGY.urls["core-api"], headers={"X-Agent-Token": token}, timeout=8
        )

    def container(self, workload: str) -> Container:
        """Look at a container as it is now.

        Raises `AssertionError` for one of another environment.
        """
        found = self._engine.containers.get(_TOPOLOGY.engine_name(workload))
        if found.labels.get("novaos.environment") != ENVIRONMENT:
            raise AssertionError(f"{found.name} is not of the environment {ENVIRONMENT}")
        return found

    def kill_main_process(self, workload: str) -> None:
        """Kill the main process from the host, as the kernel would; the engine starts it again."""
        process = int(self.container(workload).attrs["State"]["Pid"])
        if process <= 1:
            raise AssertionError(f"{workload} has no process to kill")
        os.kill(process, signal.SIGKILL)

    def is_healthy(self, workload: str) -> bool:
        """Say whether the engine calls it healthy."""
        state = self.container(workload).attrs["State"]
        return bool(state["Running"]) and state["Health"]["Status"] == "healthy"

    def started_at(self, workload: str) -> str:
        """When its process was started; another value means that it ended in between."""
        return str(self.container(workload).attrs["State"]["StartedAt"])

    def disconnect(self, workload: str, network: str) -> None:
        """Take a container off one network."""
        name = _TOPOLOGY.engine_name(network)
        self._engine.networks.get(name).disconnect(self.container(workload), force=True)

    def connect(self, workload: str, network: str) -> None:
        """Put it back, under its name."""
        name = _TOPOLOGY.engine_name(network)
        self._engine.networks.get(name).connect(self.container(workload), aliases=[workload])

    def ask(self, method: str, path: str, body: object = None) -> httpx.Response | None:
        """Send one request; None if there was no answer at all."""
        try:
            return self.client.request(method, path, json=body)
        except httpx.TransportError:
            return None

    def states(self) -> dict[str, str] | None:
        """Return each agent's state word; None if core-api could not say."""
        response = self.ask("GET", "/api/v1/agent/online")
        if response is None or not response.is_success:
            return None
        return {each["agent"]: each["state"] for each in response.json()["agents"]}

    def command(
        self, agent: str, op: str = "ping", *, deadline_seconds: int = 30
    ) -> tuple[str, httpx.Response | None]:
        """Send a command with an id of its own; return the id and the answer."""
        command_id = str(uuid.uuid4())
        body = {
            "id": command_id,
            "agent": agent,
            "op": op,
            "args": {},
            "deadline_seconds": deadline_seconds,
        }
        return command_id, self.ask("POST", "/api/v1/agent/command", body)

    def outcome(self, command_id: str) -> str | None:
        """Return the outcome of a command; None if core-api could not say."""
        response = self.ask("GET", f"/api/v1/agent/commands/{command_id}")
        return str(response.json()["outcome"]) if response and response.is_success else None

    def close(self) -> None:
        """Let the connections go."""
        self.client.close()
        self._engine.close()


@dataclass
class Sampler:
    """Ask for the agents' states twice a second, and remember when each was seen."""

    stack: FaultStack
    started: float = field(default_factory=time.monotonic)
    samples: list[tuple[float, dict[str, str] | None]] = field(default_factory=list)
    _stop: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        if self._thread is not None:
            self._thread.join(timeout=20)

    def now(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self.started

    def words(self, agent: str, since: float = 0.0, until: float = 1e9) -> list[str]:
        """Return the states of one agent that were seen in a span of time."""
        return [
            states[agent]
            for moment, states in self.samples
            if states is not None and since <= moment <= until
        ]

    def first(self, agent: str, word: str, since: float = 0.0) -> float | None:
        """Return when `agent` was first seen in the state `word`."""
        for moment, states in self.samples:
            if moment >= since and states is not None and states[agent] == word:
                return moment
        return None

    def _run(self) -> None:
        while not self._stop.wait(0.5):
            states = self.stack.states()
            self.samples.append((self.now(), states))


def wait_for(check: Any, seconds: float) -> float | None:  # noqa: ANN401 - any callable
    """Wait until `check()` is true and return after how many seconds; None if it never was."""
    started = time.monotonic()
    while time.monotonic() - started < seconds:
        if check():
            return time.monotonic() - started
        time.sleep(_WAIT_STEP_SECONDS)
    return None
