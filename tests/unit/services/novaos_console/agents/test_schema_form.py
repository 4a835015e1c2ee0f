"""Forms made of JSON schemas: every kind of field, its limits, its words."""

from typing import Any

import pytest
from starlette.datastructures import FormData

from services.console.errors import BadFormError
from services.console.forms import Form
from services.novaos_console.agents.schema import Field, build_fields
from services.novaos_console.agents.schema_input import read_input

_POINT = {
    "type": "object",
    "required": ["latitude"],
    "properties": {
        "latitude": {"type": "number", "minimum": -90, "maximum": 90},
        "inner": {"type": "object", "properties": {"deep": {"type": "string"}}},
    },
}


def _field(schema: dict[str, Any], *, required: bool = True) -> Field:
    whole = {"$defs": {"Point": _POINT}, "properties": {"x": schema}}
    (field,) = build_fields({**whole, "required": ["x"] if required else []})
    return field


def _read(schema: dict[str, Any], text: str | None, *, required: bool = True) -> Any:  # noqa: ANN401
    sent = {} if text is None else {"x": text}
    return read_input([_field(schema, required=required)], Form(FormData(sent))).get("x", "absent")


@pytest.mark.parametrize(
    ("schema", "kind"),
    [
        ({"type": "string"}, "text"),
        ({"type": "string", "maxLength": 4000}, "area"),
        ({"type": "string", "format": "date"}, "date"),
        ({"type": "string", "format": "date-time"}, "datetime"),
        ({"type": "integer"}, "integer"),
        ({"type": "number"}, "number"),
        ({"enum": ["a", "b"]}, "choice"),
        ({"enum": [1, 2]}, "json"),
        ({"type": "boolean"}, "choice"),
        ({"type": "array", "items": {"type": "string"}}, "lines"),
        ({"type": "array", "items": {"$ref": "#/$defs/Point"}}, "json"),
        ({"type": "object", "additionalProperties": {"type": "string"}}, "json"),
        ({"$ref": "#/$defs/Point"}, "group"),
        ({"anyOf": [{"$ref": "#/$defs/Point"}, {"type": "null"}]}, "group"),
        ({"anyOf": [{"type": "string"}, {"type": "integer"}]}, "json"),
    ],
)
def test_each_schema_has_its_kind_of_field(schema: dict[str, Any], kind: str) -> None:
    assert _field(schema).kind == kind


def test_a_yes_or_no_with_a_default_is_a_box_to_tick() -> None:
    schema = {"type": "boolean", "default": True}
    assert _field(schema, required=False).kind == "tick"
    assert _read(schema, None, required=False) is False
    assert _read(schema, "yes", required=False) is True


@pytest.mark.parametrize(
    ("schema", "text", "value"),
    [
        ({"type": "string"}, " <b> ", "<b>"),
        ({"type": "integer"}, "-7", -7),
        ({"type": "integer", "minimum": 1, "maximum": 9}, "1", 1),
        ({"type": "integer", "minimum": 1, "maximum": 9}, "9", 9),
        ({"type": "number"}, "3.5", 3.5),
        ({"enum": ["a", "b"]}, "b", "b"),
        ({"type": "boolean"}, "no", False),
        ({"type": "string", "format": "date"}, "2026-11-22", "2026-11-22"),
        ({"type": "string", "format": "date-time"}, "2026-11-22T19:00", "2026-11-22T19:00:00Z"),
        ({"type": "array", "items": {"type": "integer"}}, "1\n\n 2 ", [1, 2]),
        ({"type": "object"}, '{"a": [1]}', {"a": [1]}),
        ({"type": "string", "pattern": "^[a-z]+\\Z"}, "abc", "abc"),
    ],
)
def test_a_good_value_is_read(schema: dict[str, Any], text: str, value: object) -> None:
    assert _read(schema, text) == value


@pytest.mark.parametrize(
    ("schema", "text"),
    [
        ({"type": "string"}, None),
        ({"type": "string"}, "  "),
        ({"type": "string", "minLength": 3}, "ab"),
        ({"type": "string", "maxLength": 3}, "abcd"),
        ({"type": "string", "pattern": "^[a-z]+\\Z"}, "abc\nd"),
        ({"type": "integer"}, "1.5"),
        ({"type": "integer"}, "１"),  # noqa: RUF001 - a digit that is not ours
        ({"type": "integer"}, "9" * 400),
        ({"type": "integer", "minimum": 1}, "0"),
        ({"type": "integer", "maximum": 9}, "10"),
        ({"type": "number", "exclusiveMinimum": 0}, "0"),
        ({"type": "number"}, "nan"),
        ({"type": "number"}, "inf"),
        ({"type": "number"}, "x"),
        ({"enum": ["a", "b"]}, "c"),
        ({"type": "boolean"}, "maybe"),
        ({"type": "string", "format": "date"}, "yesterday"),
        ({"type": "string", "format": "date-time"}, "soon"),
        ({"type": "array", "items": {"type": "string"}, "maxItems": 1}, "a\nb"),
        ({"type": "array", "items": {"type": "integer"}}, "1\nx"),
        ({"type": "object"}, "[]"),
        ({"type": "object"}, "{"),
        ({"type": "object"}, "[" * 20_000),
        ({"type": "object"}, '{"a": Infinity}'),
    ],
)
def test_a_bad_value_is_refused_by_the_fields_name(
    schema: dict[str, Any], text: str | None
) -> None:
    with pytest.raises(BadFormError, match=r"^x: "):
        _read(schema, text)


def test_what_is_optional_and_empty_is_not_sent() -> None:
    for schema in ({"type": "string"}, {"type": "integer", "default": 3}, {"enum": ["a"]}):
        assert _read(schema, "", required=False) == "absent"


def test_a_group_is_read_from_its_fields() -> None:
    field = _field({"$ref": "#/$defs/Point"})
    assert [part.name for part in field.fields] == ["x.latitude", "x.inner"]
    assert field.fields[1].kind == "json"
    form = Form(FormData([("x.latitude", "48.5")]))
    assert read_input([field], form) == {"x": {"latitude": 48.5}}
    with pytest.raises(BadFormError, match=r"^x\.latitude: expected at most 90"):
        read_input([field], Form(FormData([("x.latitude", "91")])))


def test_an_optional_group_that_nobody_touched_is_not_sent() -> None:
    optional = _field({"$ref": "#/$defs/Point"}, required=False)
    assert read_input([optional], Form(FormData([]))) == {}
    with pytest.raises(BadFormError, match=r"^x\.latitude: fill this in"):
        read_input([optional], Form(FormData([("x.inner", "{}")])))


def test_the_hint_says_limits_and_what_is_usual() -> None:
    schema = {"type": "integer", "minimum": 1, "maximum": 9, "default": 3, "description": "How."}
    assert _field(schema, required=False).hint == "How. 1 to 9. Usually 3"
    choice = _field({"enum": ["a", "b"], "default": "b"}, required=False)
    assert choice.options == [("", "as usual: b"), ("a", "a"), ("b", "b")]
    assert _field({"type": "string", "format": "date-time"}).hint == "In UTC"


def test_required_fields_come_first() -> None:
    properties = {"a": {"type": "string"}, "b": {"type": "string"}}
    fields = build_fields({"properties": properties, "required": ["b"]})
    assert [field.key for field in fields] == ["b", "a"]
