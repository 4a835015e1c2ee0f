"""Compare what the program wants with what was last seen, and say update in place or replace.

The official provider decides per property, and so does this: `replaces` in properties.json.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from infra.plugins.docker_provider.canonical import canonical_property
from infra.plugins.docker_provider.check import explicit
from infra.plugins.docker_provider.schema import CONTAINER, ENGINE_DEFAULTS, REMOTE_IMAGE, Schema
from infra.plugins.docker_provider.values import Unknown, Value


class Kind(Enum):
    """How a property changed."""

    ADD = "add"
    UPDATE = "update"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class Change:
    """One property that differs."""

    property: str
    kind: Kind
    replaces: bool


def find_changes(
    declared: Schema,
    state: Mapping[str, Any],
    old_inputs: Mapping[str, Any],
    inputs: Mapping[str, Any],
) -> list[Change]:
    """Properties whose wanted value differs from `state`, sorted by name."""
    before_set, now_set = explicit(old_inputs), explicit(inputs)
    changes = []
    for name, facts in sorted(declared.inputs.items()):
        if name in declared.computed and name not in now_set and name not in before_set:
            continue  # the engine chose it
        if name in declared.computed and name not in inputs and name not in old_inputs:
            continue
        wanted = canonical_property(declared.token, name, facts, inputs.get(name))
        seen = canonical_property(declared.token, name, facts, state.get(name))
        if _equal(name, wanted, seen) or (name not in now_set and _is_engine_default(name, seen)):
            continue
        kind = Kind.UPDATE
        if seen is None:
            kind = Kind.ADD
        elif wanted is None:
            kind = Kind.DELETE
        changes.append(Change(name, kind, facts.replaces))
    return changes


def _equal(name: str, wanted: Value, seen: Value) -> bool:
    if isinstance(wanted, Unknown) or isinstance(seen, Unknown):
        return False
    if name == "ports" and isinstance(wanted, list) and isinstance(seen, list):
        return _equal_ports(wanted, seen)
    return bool(wanted == seen)


def _is_engine_default(name: str, seen: Value) -> bool:
    return seen in ENGINE_DEFAULTS.get(name, ())


def _equal_ports(wanted: list[Any], seen: list[Any]) -> bool:
    """An external port that the program leaves open is whatever the engine chose."""
    if len(wanted) != len(seen):
        return False
    rest = list(seen)
    for port in wanted:
        match = [other for other in rest if {**other, **port} == other]
        if not match:
            return False
        rest.remove(match[0])
    return True


def deletes_before_replace(
    token: str,
    state: Mapping[str, Any],
    inputs: Mapping[str, Any],
) -> bool:
    """Whether old and new exclude each other: containers always, others by their name."""
    if token == CONTAINER:
        return True
    return token != REMOTE_IMAGE and inputs.get("name") == state.get("name")
