"""What an agent says about itself once per start: version, image, and its capabilities in full."""

from typing import Annotated, Any

import msgspec

from agents.contract import limits
from agents.contract.messages import AgentName, CapabilityName, CommandId, ImageReference, Version


class CapabilityDescription(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One capability, as documentation and forms show it."""

    name: CapabilityName
    description: Annotated[str, msgspec.Meta(max_length=limits.DESCRIPTION_CHARACTERS_MAX)]
    input_schema: dict[str, Any]
    """JSON Schema of the input."""


class Registration(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The registration of one start of an agent."""

    agent: AgentName
    version: Version
    start_id: CommandId
    """Random per start, so that a repeated registration is no second start."""
    image: ImageReference
    capabilities: Annotated[
        tuple[CapabilityDescription, ...],
        msgspec.Meta(max_length=limits.CAPABILITIES_MAX),
    ]
