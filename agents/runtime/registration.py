"""Say once per start what this agent is and can do; heartbeats stay small.

The heartbeat goes first: an agent must not look dead because PostgreSQL, where registrations are
kept, is away. Until the registration is taken, it is sent again after every heartbeat.
"""

import uuid
from typing import Any, Protocol

import msgspec

from agents.contract.messages import Heartbeat
from agents.contract.registration import CapabilityDescription, Registration
from agents.runtime.capability import AgentModule, Capability


class TakeAnnouncements(Protocol):
    """The part of core-api that hears from agents."""

    def send_heartbeat(self, heartbeat: Heartbeat) -> None:
        """Say that this agent lives."""

    def send_registration(self, registration: Registration) -> None:
        """Say what this agent is and can do."""


class Announcer:
    """Heartbeats, and the one registration of this start."""

    def __init__(self, core_api: TakeAnnouncements, registration: Registration) -> None:
        self._core_api = core_api
        self._waiting: Registration | None = registration

    def send(self, heartbeat: Heartbeat) -> None:
        """Send the heartbeat, and the registration if it was not taken yet."""
        self._core_api.send_heartbeat(heartbeat)
        if self._waiting is not None:
            self._core_api.send_registration(self._waiting)
            self._waiting = None


def build_registration(agent: str, image: str, module: AgentModule) -> Registration:
    """Describe this start of the agent."""
    described = tuple(describe(module.capabilities[name]) for name in sorted(module.capabilities))
    return Registration(agent, module.version, str(uuid.uuid4()), image, described)


def describe(capability: Capability) -> CapabilityDescription:
    """Describe one capability, with the schema that its input is decoded by."""
    return CapabilityDescription(
        capability.name,
        capability.description,
        inline_schema(capability.input_type),
    )


def inline_schema(kind: type[msgspec.Struct]) -> dict[str, Any]:
    """Return the JSON Schema of a type: its own part at the root, where forms look for it."""
    schema = msgspec.json.schema(kind)
    definitions = schema.get("$defs", {})
    name = str(schema.get("$ref", "")).rpartition("/")[2]
    others = {key: value for key, value in definitions.items() if key != name}
    root = dict(definitions[name])
    return {**root, "$defs": others} if others else root
