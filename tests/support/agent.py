"""Parts around an agent: a log that can be read, a core-api that records, a module to try."""

from typing import Any, Self

import msgspec

from agents.contract.messages import CommandRequest, LogEntry
from agents.contract.outcome import OutcomeReport, OutcomeRuling
from agents.runtime.capability import (
    AgentModule,
    Capability,
    Query,
    TaskContext,
    agent_module,
)
from agents.runtime.errors import TaskError
from agents.runtime.log import AgentLog


class RecordingCoreApi:
    """A core-api that answers what the test says and remembers what it was asked.

    `answers` holds an answer, or a list of answers to give one after the other, per path; `answer`
    is for all other paths.
    """

    def __init__(
        self,
        answer: dict[str, Any] | None = None,
        answers: dict[str, dict[str, Any] | list[dict[str, Any]]] | None = None,
    ) -> None:
        self.answer = answer or {}
        self.answers = answers or {}
        self.sent: list[CommandRequest] = []
        self.behalf = ""
        self.reports: list[tuple[str, OutcomeReport]] = []
        self.rulings: list[OutcomeRuling | Exception] = []
        """What the next reports are answered with."""
        self.asked: list[tuple[str, str, Any]] = []
        """Method, path, and query or body of each request by path."""

    def get(self, path: str, query: Query | None = None) -> dict[str, Any]:
        """Return the answer for `path`."""
        return self._answer("GET", path, dict(query or {}))

    def post(self, path: str, body: object) -> dict[str, Any]:
        """Remember the body, as JSON has it, and return the answer for `path`."""
        return self._answer("POST", path, msgspec.to_builtins(body))

    def put(self, path: str, body: object) -> dict[str, Any]:
        """Remember the body, as JSON has it, and return the answer for `path`."""
        return self._answer("PUT", path, msgspec.to_builtins(body))

    def delete(self, path: str) -> dict[str, Any]:
        """Remember the request and return the answer for `path`."""
        return self._answer("DELETE", path, None)

    def _answer(self, method: str, path: str, content: object) -> dict[str, Any]:
        self.asked.append((method, path, content))
        found = self.answers.get(path, self.answer)
        return found.pop(0) if isinstance(found, list) else found

    def on_behalf_of(self, command_id: str) -> Self:
        """Remember for which command the agent asks from now on."""
        self.behalf = command_id
        return self

    def send_outcome(self, command_id: str, report: OutcomeReport) -> OutcomeRuling:
        """Remember the report and rule as the test says; without a word it is granted."""
        self.reports.append((command_id, report))
        ruling = (
            self.rulings.pop(0)
            if self.rulings
            else OutcomeRuling(granted=True, outcome=report.outcome)
        )
        if isinstance(ruling, Exception):
            raise ruling
        return ruling

    def online(self) -> dict[str, Any]:
        """Return the answer."""
        return self.answer

    def send_command(self, request: CommandRequest) -> dict[str, Any]:
        """Remember the command and return the answer."""
        self.sent.append(request)
        return self.answer


class TextInput(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A text, for capabilities of the tests."""

    text: str = ""


def _double(given: TextInput, context: TaskContext) -> str:
    del context
    return given.text * 2


def _refuse(given: TextInput, context: TaskContext) -> None:
    del context
    raise TaskError(f"refused {given.text}")


def _break(given: TextInput, context: TaskContext) -> None:
    del given, context
    raise ZeroDivisionError("a bug")


def trial_module() -> AgentModule:
    """Return a module whose capabilities work, refuse, break, or return no JSON."""
    return agent_module(
        "1.2.3",
        Capability("double", TextInput, _double),
        Capability("refuse", TextInput, _refuse),
        Capability("break", TextInput, _break),
        Capability("no_json", TextInput, lambda *_: object()),
    )


def written(log: AgentLog) -> list[LogEntry]:
    """Return what waits in the log."""
    return log.peek(10_000)
