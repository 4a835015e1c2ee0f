"""Names for resources that the program does not name: Pulumi's autonaming."""

import hashlib
from collections.abc import Mapping
from typing import Any

_RANDOM_DIGITS = 7
"""Pulumi's own length of the random part."""


def choose_name(
    resource: str,
    proposed: str,
    seed: bytes,
    old_inputs: Mapping[str, Any],
) -> str:
    """The name chosen in the last run, else the engine's proposal, else a fresh one."""
    if "name" in old_inputs.get("__defaults", []) and old_inputs.get("name"):
        return str(old_inputs["name"])
    if proposed:
        return proposed
    digits = hashlib.sha256(seed + resource.encode()).hexdigest()[:_RANDOM_DIGITS]
    return f"{resource}-{digits}"
