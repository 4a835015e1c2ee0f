"""Read resource properties: plain values only; anything else is unknown and raises.

During a preview a property may be unknown, and the policy SDK would soften the rule that reads it
to a warning. Here such a property raises, and the doors turn that into a violation.
"""

from collections.abc import Mapping, Sequence
from typing import Any

Properties = Mapping[str, Any]
_SCALARS = (bool, int, float, str)


class UnknownPropertyError(Exception):
    """A property that a rule needs is not known, or is no plain value."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


def read(props: Properties, name: str) -> Any:  # noqa: ANN401 - a property is any plain value
    """Value of one property, None if it is absent.

    Raises `UnknownPropertyError` if the value cannot be known now.
    """
    value = props.get(name)
    if value is None or isinstance(value, (*_SCALARS, Mapping, Sequence)):
        return value
    raise UnknownPropertyError(name)


def read_items(props: Properties, name: str) -> list[Any]:
    """Items of a list property, all of them known; an absent list is empty."""
    value = read(props, name)
    if value is None:
        return []
    if isinstance(value, str) or not isinstance(value, Sequence):
        raise UnknownPropertyError(name)
    for index, item in enumerate(value):
        if not isinstance(item, (*_SCALARS, Mapping)):
            raise UnknownPropertyError(f"{name}.{index}")
    return list(value)


def read_records(props: Properties, name: str) -> list[Properties]:
    """Items of a list property that have to be objects."""
    items = read_items(props, name)
    for index, item in enumerate(items):
        if not isinstance(item, Mapping):
            raise UnknownPropertyError(f"{name}.{index}")
    return items


def read_map(props: Properties, name: str) -> dict[str, Any]:
    """Entries of an object property, all of them known; an absent one is empty."""
    value = read(props, name)
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise UnknownPropertyError(name)
    return {key: read(value, key) for key in value if not key.startswith("__")}


def read_labels(props: Properties) -> dict[str, str]:
    """The labels as a mapping."""
    return {
        str(read(record, "label")): str(read(record, "value"))
        for record in read_records(props, "labels")
    }
