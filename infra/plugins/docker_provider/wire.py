"""Property values on the wire between Pulumi's engine and a plugin.

The constants are Pulumi's protocol: sdk/v3 go/common/resource/plugin/rpc.go and resource/sig.
"""

from collections.abc import Mapping
from typing import Any

from google.protobuf import struct_pb2

from infra.plugins.docker_provider.values import UNKNOWN, Properties, Secret, Unknown, Value

_SIGNATURE = "4dabf18193072939515e22adb298388d"
_SECRET = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - the marker of secrets, no secret
_UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"


def parse_properties(message: struct_pb2.Struct) -> dict[str, Any]:
    """Read a resource's properties; a null is an absent property."""
    parsed = {key: _parse(value) for key, value in message.fields.items()}
    return {key: value for key, value in parsed.items() if value is not None}


def _parse(value: struct_pb2.Value) -> Value:
    match value.WhichOneof("kind"):
        case "string_value":
            return UNKNOWN if value.string_value == _UNKNOWN else value.string_value
        case "number_value":
            number = value.number_value
            return int(number) if number.is_integer() else number
        case "bool_value":
            return value.bool_value
        case "list_value":
            return [_parse(item) for item in value.list_value.values]
        case "struct_value":
            return _parse_struct(value.struct_value)
        case _:
            return None


def _parse_struct(message: struct_pb2.Struct) -> Value:
    # Reading an absent key of a protobuf map creates it: ask first.
    fields = message.fields
    if _SIGNATURE in fields and fields[_SIGNATURE].string_value == _SECRET:
        return Secret(_parse(fields["value"]))
    return parse_properties(message)


def render_properties(properties: Properties) -> struct_pb2.Struct:
    """Write a resource's properties for the engine; absent properties are left out."""
    message = struct_pb2.Struct()
    for key, value in properties.items():
        if value is not None:
            message.fields[key].CopyFrom(_render(value))
    return message


def _render(value: Value) -> struct_pb2.Value:  # noqa: PLR0911 - one return per kind of value
    match value:
        case Secret(value=inner):
            marked = {_SIGNATURE: _SECRET, "value": inner}
            return struct_pb2.Value(struct_value=render_properties(marked))
        case Unknown():
            return struct_pb2.Value(string_value=_UNKNOWN)
        case bool():  # before numbers: a bool is an int
            return struct_pb2.Value(bool_value=value)
        case str():
            return struct_pb2.Value(string_value=value)
        case int() | float():
            return struct_pb2.Value(number_value=value)
        case Mapping():
            return struct_pb2.Value(struct_value=render_properties(value))
        case None:
            return struct_pb2.Value(null_value=struct_pb2.NULL_VALUE)
        case _:
            items = struct_pb2.ListValue(values=[_render(item) for item in value])
            return struct_pb2.Value(list_value=items)
