"""Check a resource's inputs against the schema and fill in what the program left out.

Pure: no engine, no clock. Everything that this plugin does not implement is refused by name here,
so that nothing is ever ignored silently.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from infra.plugins.docker_provider import schema
from infra.plugins.docker_provider.rules import check_rules
from infra.plugins.docker_provider.schema import Property, Schema
from infra.plugins.docker_provider.values import Secret, Unknown, Value, reveal

_INTERNAL = "__"
"""Keys that the official provider keeps for itself in inputs start with this."""


@dataclass(frozen=True, slots=True)
class Failure:
    """One input that cannot be accepted."""

    property: str
    reason: str


def check_inputs(declared: Schema, inputs: Mapping[str, Any]) -> list[Failure]:
    """Find each input that is unknown, not implemented, mistyped, missing or out of range."""
    plain = reveal(dict(inputs))
    found = list(_check_object(declared.token, declared.inputs, plain, ""))
    return found or [Failure(name, reason) for name, reason in check_rules(declared.token, plain)]


def _check_object(
    owner: str,
    properties: Mapping[str, Property],
    value: Mapping[str, Any],
    path: str,
) -> Iterator[Failure]:
    for name in sorted(set(properties) - set(value)):
        if properties[name].required:
            yield Failure(path + name, "is required")
    for name, item in value.items():
        if name.startswith(_INTERNAL):
            continue
        here = path + name
        if name not in properties:
            yield Failure(here, f"is no property of {owner} in pulumi_docker 5.2")
        elif reason := _refusal(owner, name, item):
            yield Failure(here, reason)
        else:
            yield from _check_value(properties[name].type, item, here)


def _refusal(owner: str, name: str, item: Value) -> str:
    """Why the property cannot be used with this plugin; an unset value is no use of it."""
    reason = schema.REFUSED.get(owner, {}).get(name, "")
    if not reason or item in (None, False, "", 0) or item in ([], {}):
        return ""
    return (
        f"is not implemented by the bundled docker plugin: {reason}; "
        "remove it, or use the official plugin (NOVAOS_PLUGINS=official)"
    )


def _check_value(kind: str, value: Value, path: str) -> Iterator[Failure]:
    if isinstance(value, Unknown):
        return
    expected = _expected_shape(kind)
    if not _has_shape(expected, value):
        yield Failure(path, f"is {type(value).__name__}, expected {expected}")
    elif kind.startswith("array<"):
        inner = kind.removeprefix("array<").removesuffix(">")
        for index, item in enumerate(value):
            yield from _check_value(inner, item, f"{path}[{index}]")
    elif kind.startswith("map<"):
        for key, item in value.items():
            yield from _check_value("string", item, f"{path}.{key}")
    elif expected == "object":
        name = kind.partition(":")[0]
        yield from _check_object(name, schema.load_type(name), value, f"{path}.")


def _expected_shape(kind: str) -> str:
    if kind.startswith("array<"):
        return "list"
    return "object" if kind.startswith("map<") or ":" in kind else kind


def _has_shape(expected: str, value: Value) -> bool:
    if expected == "integer":
        return isinstance(value, int) and not isinstance(value, bool)
    kinds = {"list": list, "object": Mapping, "boolean": bool, "string": str}
    return isinstance(value, kinds[expected])


def fill_defaults(declared: Schema, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Add defaults and name them in `__defaults`, as the official provider does."""
    filled = {key: value for key, value in inputs.items() if not key.startswith(_INTERNAL)}
    unset = sorted(set(declared.defaults) - set(filled))
    filled.update({name: declared.defaults[name] for name in unset})
    return {**filled, "__defaults": unset}


def explicit(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Inputs that the program itself set."""
    defaults = inputs.get("__defaults", [])
    named = defaults.value if isinstance(defaults, Secret) else defaults
    return {k: v for k, v in inputs.items() if k not in named and not k.startswith(_INTERNAL)}
