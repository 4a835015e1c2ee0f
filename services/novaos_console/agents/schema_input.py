"""Read the input of a task from a form that `schema` made, or from JSON.

What the schema forbids is refused with the field's name. An optional field that is left empty is
not sent: the agent knows what is usual.
"""

import json
import math
import operator
import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from services.console.errors import BadFormError
from services.console.forms import Form
from services.novaos_console.agents.bounded_regex import time_limit
from services.novaos_console.agents.schema import Field, Schema

_WHOLE = re.compile(r"-?[0-9]{1,15}")
_ABSENT = object()
_JSON_CHARACTERS_MAX = 48 * 1024
_BOUNDS: tuple[tuple[str, str, Callable[[float, float], bool]], ...] = (
    ("minimum", "at least", operator.ge),
    ("maximum", "at most", operator.le),
    ("exclusiveMinimum", "more than", operator.gt),
    ("exclusiveMaximum", "less than", operator.lt),
)


def read_input(fields: Iterable[Field], form: Form) -> dict[str, Any]:
    """Return the input.

    Raises `BadFormError` with the name of the field that cannot be used.
    """
    read = {field.key: _read(field, form) for field in fields}
    return {key: value for key, value in read.items() if value is not _ABSENT}


def read_json_object(text: str, name: str) -> dict[str, Any]:
    """Return a JSON object.

    Raises `BadFormError` if it is none.
    """
    value = _read_json(text, name)
    if not isinstance(value, dict):
        raise BadFormError(f"{name}: expected a JSON object, in braces")
    return value


def _read(field: Field, form: Form) -> Any:  # noqa: ANN401 - JSON
    if field.kind == "group":
        is_left_out = not field.is_required and _is_untouched(field, form)
        return _ABSENT if is_left_out else read_input(field.fields, form)
    if field.kind == "tick":
        return form.ticked(field.name)
    text = form.optional(field.name)
    if text is None:
        if field.is_required:
            raise BadFormError(f"{field.name}: fill this in")
        return _ABSENT
    if field.kind == "lines":
        return _read_lines(field, text)
    return _read_text(field.name, field.kind, field.schema, text)


def _is_untouched(group: Field, form: Form) -> bool:
    return all(
        form.ticked(part.name) == bool(part.default)
        if part.kind == "tick"
        else form.optional(part.name) is None
        for part in group.fields
    )


def _read_text(name: str, kind: str, schema: Schema, text: str) -> Any:  # noqa: ANN401 - JSON
    match kind:
        case "integer":
            return _read_number(name, schema, text, is_whole=True)
        case "number":
            return _read_number(name, schema, text, is_whole=False)
        case "choice":
            return _read_choice(name, schema, text)
        case "date" | "datetime":
            return _read_date(name, text, is_day=kind == "date")
        case "json":
            return _check_kind(name, schema, _read_json(text, name))
    return _check_text(name, schema, text)


def _read_lines(field: Field, text: str) -> list[Any]:
    items: Schema = field.schema.get("items", {})
    kind = "choice" if "enum" in items else str(items.get("type", "string"))
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    least, most = field.schema.get("minItems", 0), field.schema.get("maxItems", len(lines))
    if not least <= len(lines) <= most:
        raise BadFormError(f"{field.name}: expected {least} to {most} lines, got {len(lines)}")
    return [_read_text(field.name, kind, items, line) for line in lines]


def _read_number(name: str, schema: Schema, text: str, *, is_whole: bool) -> int | float:
    value: int | float
    if is_whole:
        if not _WHOLE.fullmatch(text):
            raise BadFormError(f"{name}: expected a whole number")
        value = int(text)
    else:
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            raise BadFormError(f"{name}: expected a number")
    for word, text_of_bound, is_within in _BOUNDS:
        if word in schema and not is_within(value, schema[word]):
            raise BadFormError(f"{name}: expected {text_of_bound} {schema[word]}")
    return value


def _read_choice(name: str, schema: Schema, text: str) -> str | bool:
    if schema.get("type") == "boolean" and text in {"yes", "no"}:
        return text == "yes"
    if text not in schema.get("enum", ()):
        raise BadFormError(f"{name}: choose one of the values")
    return text


def _read_date(name: str, text: str, *, is_day: bool) -> str:
    try:
        if is_day:
            return date.fromisoformat(text).isoformat()
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        wanted = "a day" if is_day else "a day and a time"
        raise BadFormError(f"{name}: expected {wanted}") from error
    # A browser sends no offset; the page says that the time is UTC.
    return moment.isoformat() if moment.tzinfo else f"{moment.isoformat()}Z"


def _check_text(name: str, schema: Schema, text: str) -> str:
    least, most = schema.get("minLength", 0), schema.get("maxLength", len(text))
    if not least <= len(text) <= most:
        raise BadFormError(f"{name}: expected {least} to {most} characters, got {len(text)}")
    pattern = schema.get("pattern")
    if isinstance(pattern, str):
        with time_limit():
            is_fit = re.search(pattern, text) is not None
        if not is_fit:
            raise BadFormError(f"{name}: expected a text like {pattern}".replace("\\Z", "$"))
    return text


def _read_json(text: str, name: str) -> Any:  # noqa: ANN401 - JSON
    if len(text) > _JSON_CHARACTERS_MAX:
        raise BadFormError(f"{name}: this is too long for a command")
    try:
        return json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise BadFormError(f"{name}: this is no JSON: {error}") from error


def _refuse_constant(word: str) -> None:
    raise ValueError(f"{word} is no JSON value")


def _check_kind(name: str, schema: Schema, value: Any) -> Any:  # noqa: ANN401 - JSON
    wanted = {"object": dict, "array": list}.get(str(schema.get("type")))
    if wanted is not None and not isinstance(value, wanted):
        raise BadFormError(f"{name}: expected a JSON {schema['type']}")
    return value
