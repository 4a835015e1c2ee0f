"""A core-api with commands, playbook runs and schedules, that can be cut off at any request.

Agents execute a command when it is published for the first time; an id that is known is repeated
and not executed, as in the real one.
"""

from collections import Counter
from typing import Any

from agents.contract.names import COMMAND_PATH, COMMANDS_PATH
from agents.contract.playbook import PLAYBOOK_RUNS_PATH
from agents.contract.schedule import SCHEDULES_PATH
from agents.runtime.errors import RefusedError, UnreachableError
from tests.support.scripted_core_api import ScriptedCoreApi

RUN_ID = "5d5cba1e-0000-4000-8000-000000000001"


class NovaPlatform(ScriptedCoreApi):
    """What nova works with."""

    def __init__(self) -> None:
        super().__init__()
        self.executed: Counter[str] = Counter()
        """How often each command id was executed."""
        self.commands: dict[str, dict[str, Any]] = {}
        self.runs: dict[str, dict[str, Any]] = {}
        self.schedules: dict[str, dict[str, Any]] = {}
        self.outcomes: dict[str, tuple[str, Any]] = {}
        """Capability -> how its commands end, and their result."""
        self.polls_until_end = 0
        """How often a command is asked for before it has ended."""
        self.refused: set[str] = set()
        """Capabilities whose commands core-api refuses."""
        self.cuts: dict[int, str] = {}
        """Number of a request -> whether it is lost `before` or `after` it took effect."""
        self._requests = 0

    def _answer(self, route: str, content: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
        number = self._requests
        self._requests += 1
        cut = self.cuts.get(number)
        if cut == "before":
            raise UnreachableError("cut off")
        answer = self._route(route, content)
        if cut == "after":
            raise UnreachableError("cut off")
        return answer

    def _route(self, route: str, content: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
        self.asked.append((route, content))
        method, _, path = route.partition(" ")
        if route == f"POST {COMMAND_PATH}":
            return self._take_command(content)
        if path.startswith(f"{COMMANDS_PATH}/"):
            return self._show_command(path.rpartition("/")[2])
        if path.startswith(PLAYBOOK_RUNS_PATH):
            return self._playbook_runs(method, path, content)
        if method == "PUT" and path.startswith(SCHEDULES_PATH):
            name = path.rpartition("/")[2]
            self.schedules[name] = {"id": name, **content}
            return self.schedules[name]
        if method == "DELETE" and (name := path.rpartition("/")[2]) in self.schedules:
            return self.schedules.pop(name)
        if route == f"GET {SCHEDULES_PATH}":
            return {"items": list(self.schedules.values()), "next": None}
        raise RefusedError(f"core-api refused with 404: {route}")

    def _take_command(self, body: dict[str, Any]) -> dict[str, Any]:
        capability = str(body["args"].get("capability", body["op"]))
        if capability in self.refused:
            raise RefusedError(f"core-api refused with 422: no {capability}")
        is_new = body["id"] not in self.commands
        if is_new:
            self.commands[body["id"]] = {**body, "polls": self.polls_until_end}
            self.executed[body["id"]] += 1
        return {"id": body["id"], "receivers": 1, "repeated": not is_new, "outcome": "sent"}

    def _show_command(self, command_id: str) -> dict[str, Any]:
        command = self.commands.get(command_id)
        if command is None:
            raise RefusedError("core-api refused with 404: no such command")
        capability = str(command["args"].get("capability", command["op"]))
        outcome, result = self.outcomes.get(capability, ("done", {"ran": capability}))
        if command["polls"] > 0:
            command["polls"] -= 1
            outcome, result = "acknowledged", None
        detail = "it did not work" if outcome == "failed" else ""
        target = {"agent": command["agent"], "outcome": outcome, "detail": detail, "result": result}
        return {"id": command_id, "outcome": outcome, "targets": [target]}

    def _playbook_runs(self, method: str, path: str, content: Any) -> dict[str, Any]:  # noqa: ANN401
        if method == "POST":
            run = {"id": RUN_ID, "status": "running", "started_at": "2026-11-22T12:00:00Z"}
            self.runs[RUN_ID] = {**run, **content}
            return self.runs[RUN_ID]
        if path == PLAYBOOK_RUNS_PATH:
            status = content.get("status")
            return {
                "items": [run for run in self.runs.values() if run["status"] == status],
                "next": None,
            }
        run = self.runs[path.rpartition("/")[2]]
        if method == "PUT":
            if run["status"] != "running" and run != {**run, **content}:
                raise RefusedError("core-api refused with 409: the run has ended")
            run.update(content)
        return run
