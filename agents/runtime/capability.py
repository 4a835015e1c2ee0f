"""What an agent module offers: a version and a table of capabilities.

A handler gets a validated input and the context, and returns a JSON value; it raises `TaskError`
to refuse with a reason. It is called in the one worker thread, one task at a time.
"""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

import msgspec

from agents.contract.messages import CommandRequest


class AskCoreApi(Protocol):
    """The part of core-api that capabilities may use."""

    def online(self) -> dict[str, Any]:
        """Ask for the state of all agents."""

    def send_command(self, request: CommandRequest) -> dict[str, Any]:
        """Have a command published."""


class TaskContext(msgspec.Struct, frozen=True):
    """What a handler may use besides its input."""

    agent: str
    command_id: str
    core_api: AskCoreApi


class Capability(msgspec.Struct, frozen=True):
    """One thing that an agent can do."""

    name: str
    input_type: type[msgspec.Struct]
    """The schema of the input; decoding refuses what does not fit."""
    handler: Callable[[Any, TaskContext], Any]


class AgentModule(msgspec.Struct, frozen=True):
    """What `agents.<name>.agent` exports as `AGENT`."""

    version: str
    capabilities: Mapping[str, Capability]


def agent_module(version: str, *capabilities: Capability) -> AgentModule:
    """Build the table of an agent.

    Raises `ValueError` if two capabilities have the same name.
    """
    table = {capability.name: capability for capability in capabilities}
    if len(table) != len(capabilities):
        raise ValueError("two capabilities of an agent have the same name")
    return AgentModule(version=version, capabilities=table)
