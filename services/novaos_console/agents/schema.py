"""Fields of a form, made from the JSON schema of a capability's input.

Texts, numbers, yes and no, choices, dates, lists of such values and one level of named groups are
fields of their own. Whatever else a schema says is a field for JSON, so that nothing is left out.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Schema = Mapping[str, Any]
_AREA_FROM_CHARACTERS = 200
_SCALARS = {"string", "integer", "number"}
_DATES = {"date": "date", "date-time": "datetime"}


@dataclass(frozen=True, slots=True)
class Field:
    """One value of the input, or a group of them."""

    key: str
    name: str
    """Of the form's field: the path, with dots."""
    kind: str
    """text, area, integer, number, tick, choice, lines, date, datetime, json or group."""
    is_required: bool
    is_nullable: bool = False
    default: Any = None
    schema: Schema = field(default_factory=dict)
    fields: tuple["Field", ...] = ()

    @property
    def label(self) -> str:
        """The name for people."""
        text = self.key.replace("_", " ")
        return text[:1].upper() + text[1:]

    @property
    def options(self) -> list[tuple[str, str]]:
        """Values of a choice; an empty one leaves it to the agent."""
        known = [(str(value), str(value)) for value in choices_of(self.schema)]
        if self.is_required:
            return known
        unset = "not set" if self.default is None else f"as usual: {_word(self.default)}"
        return [("", unset), *known]

    @property
    def hint(self) -> str:
        """What the schema says about it, in words."""
        return ". ".join(
            part for part in (*_describe(self.schema, self.kind), self._usual()) if part
        )

    def _usual(self) -> str:
        has_usual = not self.is_required and self.default not in (None, "", [], {})
        if self.kind in {"tick", "choice", "group"} or not has_usual:
            return ""
        return f"Usually {_word(self.default)}"


def build_fields(schema: Schema) -> tuple[Field, ...]:
    """Make the fields of an input's schema, those that are required first."""
    definitions = schema.get("$defs", {})
    return _fields(_resolve(schema, definitions), definitions, prefix="")


def choices_of(schema: Schema) -> list[Any]:
    """Return the values that the schema names, True and False for yes and no."""
    if schema.get("type") == "boolean":
        return ["yes", "no"]
    return list(schema.get("enum", ()))


def _fields(schema: Schema, definitions: Schema, prefix: str) -> tuple[Field, ...]:
    required = set(schema.get("required", ()))
    found = [
        _field(key, value, definitions, prefix, is_required=key in required)
        for key, value in schema.get("properties", {}).items()
    ]
    return tuple(sorted(found, key=lambda one: not one.is_required))


def _field(key: str, raw: Schema, definitions: Schema, prefix: str, *, is_required: bool) -> Field:
    schema, is_nullable = _without_null(_resolve(raw, definitions), definitions)
    name = f"{prefix}{key}"
    kind = _kind(schema, definitions, is_nested=bool(prefix))
    default = raw.get("default")
    if kind == "tick" and (is_required or not isinstance(default, bool)):
        kind = "choice"
    parts = _fields(schema, definitions, f"{name}.") if kind == "group" else ()
    return Field(key, name, kind, is_required, is_nullable, default, schema, parts)


def _resolve(schema: Schema, definitions: Schema) -> Schema:
    reference = schema.get("$ref")
    if not isinstance(reference, str):
        return schema
    found: Schema = definitions.get(reference.rpartition("/")[2], {})
    return {**found, **{key: value for key, value in schema.items() if key != "$ref"}}


def _without_null(schema: Schema, definitions: Schema) -> tuple[Schema, bool]:
    kinds = schema.get("anyOf")
    if not isinstance(kinds, list):
        return schema, False
    others = [one for one in kinds if one.get("type") != "null"]
    if len(others) != 1:
        return {}, len(others) < len(kinds)
    described = {key: schema[key] for key in ("description",) if key in schema}
    return {**_resolve(others[0], definitions), **described}, len(others) < len(kinds)


def _kind(schema: Schema, definitions: Schema, *, is_nested: bool) -> str:
    kind = schema.get("type")
    if "enum" in schema:
        is_plain = all(isinstance(value, str) for value in schema["enum"])
        return "choice" if is_plain else "json"
    if kind == "boolean":
        return "tick"
    if kind == "string":
        is_long = schema.get("maxLength", 0) > _AREA_FROM_CHARACTERS
        return _DATES.get(schema.get("format", ""), "area" if is_long else "text")
    if kind in {"integer", "number"}:
        return str(kind)
    if kind == "array":
        items = _resolve(schema.get("items", {}), definitions)
        is_plain = items.get("type") in _SCALARS or "enum" in items
        return "lines" if is_plain else "json"
    is_group = kind == "object" and schema.get("properties") and not is_nested
    return "group" if is_group else "json"


def _describe(schema: Schema, kind: str) -> list[str]:
    parts = [str(schema.get("description", "")).rstrip(".")]
    if kind == "lines":
        parts.append("One per line")
        parts.append(_between(schema, "minItems", "maxItems", "lines"))
    if kind in {"text", "area"}:
        parts.append(_between(schema, "minLength", "maxLength", "characters"))
        if "pattern" in schema:
            parts.append(f"Written like {schema['pattern']}".replace("\\Z", "$"))
    if kind in {"integer", "number"}:
        parts.append(_between(schema, "minimum", "maximum", ""))
    if kind == "datetime":
        parts.append("In UTC")
    if kind == "json":
        parts.append("As JSON")
    return parts


def _between(schema: Schema, low: str, high: str, unit: str) -> str:
    least, most = schema.get(low), schema.get(high)
    if least is not None and most is not None:
        return f"{least} to {most} {unit}".rstrip()
    if most is not None:
        return f"At most {most} {unit}".rstrip()
    return f"At least {least} {unit}".rstrip() if least is not None else ""


def _word(value: object) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
