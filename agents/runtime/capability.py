"""What an agent module offers: a version, a table of capabilities, and what it does by itself.

A handler gets a validated input and the context, and returns a JSON value; it raises `TaskError`
to refuse with a reason. Handlers and `tick` are called in the one worker thread, one at a time.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Protocol

import msgspec

from agents.contract.messages import CommandRequest

Query = Mapping[str, str | int]


class AskCoreApi(Protocol):
    """The part of core-api that capabilities may use; all of it raises `AgentError`."""

    def get(self, path: str, query: Query | None = None) -> dict[str, Any]:
        """Read; `path` is the full one, `/api/v1/...`."""

    def post(self, path: str, body: object) -> dict[str, Any]:
        """Send `body` as JSON."""

    def put(self, path: str, body: object) -> dict[str, Any]:
        """Replace what is at `path` by `body` as JSON."""

    def delete(self, path: str) -> dict[str, Any]:
        """Remove what is at `path`; the answer says what it was."""

    def online(self) -> dict[str, Any]:
        """Ask for the state of all agents."""

    def send_command(self, request: CommandRequest) -> dict[str, Any]:
        """Have a command published."""


def current_time() -> datetime:
    """Now in UTC."""
    return datetime.now(UTC)


class TaskContext(msgspec.Struct, frozen=True):
    """What a handler may use besides its input."""

    agent: str
    command_id: str
    """Empty in a tick."""
    core_api: AskCoreApi
    now: Callable[[], datetime] = current_time
    """The clock, UTC."""


class Capability(msgspec.Struct, frozen=True):
    """One thing that an agent can do."""

    name: str
    input_type: type[msgspec.Struct]
    """The schema of the input; decoding refuses what does not fit."""
    handler: Callable[[Any, TaskContext], Any]
    description: str = ""
    """One sentence for people who choose it."""


class AgentModule(msgspec.Struct, frozen=True):
    """What `agents.<name>.agent` exports as `AGENT`."""

    version: str
    capabilities: Mapping[str, Capability]
    tick: Callable[[TaskContext], None] | None = None
    """Work that nobody commands: called every 15 s between commands."""


def agent_module(
    version: str,
    *capabilities: Capability,
    tick: Callable[[TaskContext], None] | None = None,
) -> AgentModule:
    """Build the table of an agent.

    Raises `ValueError` if two capabilities have the same name.
    """
    table = {capability.name: capability for capability in capabilities}
    if len(table) != len(capabilities):
        raise ValueError("two capabilities of an agent have the same name")
    return AgentModule(version=version, capabilities=table, tick=tick)
