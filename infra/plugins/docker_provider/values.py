"""Property values in plain Python.

A value is a str, bool, int, float, list, dict or None, `UNKNOWN` (an output that a preview cannot
know), or a `Secret` around a value. Decisions are made on revealed values; what goes back to the
engine is wrapped again, so that a secret input never reaches the state in clear.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

Value: TypeAlias = Any
"""What a property may hold; see the module."""
Properties: TypeAlias = Mapping[str, Any]
"""The properties of one resource, or of a nested object."""


class Unknown:
    """The type of `UNKNOWN`."""

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = Unknown()


@dataclass(frozen=True, slots=True)
class Secret:
    """A value that must stay encrypted wherever it is stored."""

    value: Value

    def __repr__(self) -> str:
        return "Secret(...)"


def reveal(value: Value) -> Value:
    """Copy `value` without its secret wrappers."""
    if isinstance(value, Secret):
        return reveal(value.value)
    if isinstance(value, Mapping):
        return {key: reveal(item) for key, item in value.items()}
    if isinstance(value, list):
        return [reveal(item) for item in value]
    return value


def contains_secret(value: Value) -> bool:
    """Whether anything in `value` is secret."""
    if isinstance(value, Mapping):
        return any(contains_secret(item) for item in value.values())
    if isinstance(value, list):
        return any(contains_secret(item) for item in value)
    return isinstance(value, Secret)


def wrap_secrets(state: Properties, *origins: Properties) -> dict[str, Any]:
    """Make each property of `state` secret that is, or holds, a secret in one of `origins`."""
    secret = {key for origin in origins for key, value in origin.items() if contains_secret(value)}
    return {
        key: Secret(value) if key in secret and not isinstance(value, Secret) else value
        for key, value in state.items()
    }
