"""What JSON says a value is, held against what a field takes.

pydantic guesses: it takes `"5"` and `true` for a number, and `0` for false. Who sends such a thing
means something else, and the OpenAPI document does not promise it.
"""

from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

_NUMBERS = frozenset({int, float})
_NO_TEXT = _NUMBERS | {bool, NoneType}


def require_json_type(value: object, annotation: Any) -> None:  # noqa: ANN401 - any type
    """Let a value of a body pass to the field with this annotation.

    Raises `ValueError` if the field would have to guess.
    """
    kinds = _kinds(annotation)
    if isinstance(value, bool):
        if kinds & _NUMBERS and bool not in kinds:
            raise ValueError("expected a number, not true or false")
    elif isinstance(value, int | float):
        if bool in kinds and not kinds & _NUMBERS:
            raise ValueError("expected true or false, not a number")
    elif isinstance(value, str) and kinds & (_NUMBERS | {bool}) and kinds <= _NO_TEXT:
        raise ValueError("expected a value without quotes")


def _kinds(annotation: Any) -> frozenset[Any]:  # noqa: ANN401 - any type
    """Return the types that an annotation is made of, its containers unopened."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _kinds(get_args(annotation)[0])
    if origin in {Union, UnionType}:
        return frozenset().union(*map(_kinds, get_args(annotation)))
    if origin is Literal:
        return frozenset(map(type, get_args(annotation)))
    return frozenset({origin or annotation})
