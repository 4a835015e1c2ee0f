"""What previews, refreshes and imports answer: properties derived from properties. Pure."""

import json
from typing import Any

from infra.plugins.docker_provider.schema import STATE_VERSIONS, Schema
from infra.plugins.docker_provider.values import UNKNOWN, Properties, reveal


def without_internal(properties: Properties) -> dict[str, Any]:
    """Properties without what providers keep for themselves (`__defaults`, `__meta`)."""
    return {key: value for key, value in properties.items() if not key.startswith("__")}


def plain(properties: Properties) -> dict[str, Any]:
    """Properties as the resources take them: revealed, and nothing internal."""
    return {key: reveal(value) for key, value in without_internal(properties).items()}


def stored(declared: Schema, state: Properties) -> dict[str, Any]:
    """The state as it is stored, with the format's version for the official plugin."""
    version = STATE_VERSIONS.get(declared.token)
    meta = {} if version is None else {"__meta": json.dumps({"schema_version": str(version)})}
    return {**state, **meta}


def foresee_creation(declared: Schema, inputs: Properties) -> dict[str, Any]:
    """What a preview knows of a resource that does not exist yet."""
    chosen = {name: UNKNOWN for name in declared.computed if name not in inputs}
    return {**chosen, **dict.fromkeys(declared.outputs, UNKNOWN), **without_internal(inputs)}


def foresee_update(declared: Schema, state: Properties, inputs: Properties) -> dict[str, Any]:
    """What a preview knows of a resource after an update in place."""
    outputs = {name: state[name] for name in declared.outputs if name in state}
    return {**without_internal(inputs), **outputs}


def refresh_inputs(
    declared: Schema,
    old_inputs: Properties,
    prior: Properties,
    state: Properties,
) -> dict[str, Any]:
    """Inputs after a refresh: the old ones with what drifted. For an import: all that is set."""
    seen = {name: value for name, value in state.items() if name in declared.inputs}
    if not old_inputs:
        return seen
    known = plain(prior)
    drifted = {name: value for name, value in seen.items() if value != known.get(name)}
    return {**old_inputs, **drifted}
