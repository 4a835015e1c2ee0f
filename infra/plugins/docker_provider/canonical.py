"""One form for values that mean the same, so that differences are real ones.

An unset property equals its default and its zero value; sets have no order; durations are
numbers; capability names lose their optional prefix; the network modes `default`, `bridge` and
none are one.
"""

import json
from collections.abc import Mapping
from typing import Any

from infra.plugins.docker_provider import schema
from infra.plugins.docker_provider.duration import parse_duration_ns
from infra.plugins.docker_provider.schema import Property
from infra.plugins.docker_provider.values import UNKNOWN, Unknown, Value, reveal


def canonical_property(owner: str, name: str, declared: Property, value: Value) -> Value:
    """Canonical form of one property of a resource or nested type; None is unset."""
    value = reveal(value)
    if isinstance(value, Unknown):
        return UNKNOWN
    if value is None:
        value = schema.DEFAULTS.get(owner, {}).get(name)
    if value in (None, "", False, 0) or value in ([], {}):
        return None
    if name == "networkMode" and value in ("default", "bridge"):
        return None
    if name in schema.DURATIONS and isinstance(value, str):
        return parse_duration_ns(value) or None
    return _canonical_value(name, declared, value)


def _canonical_value(name: str, declared: Property, value: Value) -> Value:
    if isinstance(value, list):
        items = [_canonical_item(name, declared, item) for item in value]
        return items if name in schema.ORDERED else sorted(items, key=_sort_key)
    if declared.nested:
        return _canonical_item(name, declared, value)
    if name == "cpus":
        return float(value)
    return value


def _canonical_item(name: str, declared: Property, item: Value) -> Value:
    if isinstance(item, Unknown):
        return UNKNOWN
    if declared.nested and isinstance(item, Mapping):
        return canonical_object(declared.nested, item)
    if name in ("adds", "drops"):
        return str(item).upper().removeprefix("CAP_")
    return item


def canonical_object(owner: str, value: Mapping[str, Any]) -> dict[str, Any]:
    """Canonical form of a nested object, without what is unset."""
    properties = schema.load_type(owner)
    forms = {
        name: canonical_property(owner, name, declared, value.get(name))
        for name, declared in properties.items()
    }
    return {name: form for name, form in forms.items() if form is not None}


def _sort_key(item: Value) -> str:
    return json.dumps(item, sort_keys=True, default=repr)
