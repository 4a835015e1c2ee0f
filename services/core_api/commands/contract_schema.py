"""Describe a message of the agents' contract in the OpenAPI document, as msgspec decodes it."""

from typing import Any

import msgspec


def request_body(kind: type[msgspec.Struct]) -> dict[str, Any]:
    """Return the part of an operation that describes its body, without references."""
    schema = msgspec.json.schema(kind)
    definitions = schema.pop("$defs", {})
    inlined = _inline(schema, definitions)
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": inlined}}}}


def _inline(schema: Any, definitions: dict[str, Any]) -> Any:  # noqa: ANN401 - parts of a schema
    if isinstance(schema, list):
        return [_inline(one, definitions) for one in schema]
    if not isinstance(schema, dict):
        return schema
    reference = schema.get("$ref")
    if isinstance(reference, str):
        return _inline(definitions[reference.rpartition("/")[2]], definitions)
    return {
        # JSON Schema has the dialect of ECMA-262, where `$` is the end and `\Z` is the letter.
        name: value.replace("\\Z", "$") if name == "pattern" else _inline(value, definitions)
        for name, value in schema.items()
    }
