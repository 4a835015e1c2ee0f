"""Parts around an agent: a log that can be read, a core-api that records, a module to try."""

from typing import Any

import msgspec

from agents.contract.messages import CommandRequest, LogEntry
from agents.runtime.capability import AgentModule, Capability, TaskContext, agent_module
from agents.runtime.errors import TaskError
from agents.runtime.log import AgentLog


class RecordingCoreApi:
    """A core-api that answers what the test says and remembers what it was asked."""

    def __init__(self, answer: dict[str, Any] | None = None) -> None:
        self.answer = answer or {}
        self.sent: list[CommandRequest] = []

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
