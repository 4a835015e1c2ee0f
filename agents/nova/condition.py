"""Conditions of playbook steps: a path into earlier results, an operator, a value.

Deliberately no language: nothing is evaluated but comparisons of JSON values. What cannot be
compared is an error, never true and never false.
"""

from collections.abc import Mapping
from typing import Any

from agents.contract.playbook import Condition, Scalar

Results = Mapping[str, Mapping[str, Any]]
"""Of each earlier step its `status`, and its `result` if it is done."""

_ABSENT = object()


class ConditionError(ValueError):
    """A condition cannot be decided; the message says why."""


def holds(condition: Condition, results: Results) -> bool:
    """Decide `condition` on the earlier steps.

    Raises `ConditionError` if there is nothing at its path, or it cannot be compared.
    """
    found = _look_up(condition.path, results)
    if condition.operator == "exists":
        return found is not _ABSENT
    if found is _ABSENT:
        raise ConditionError(f"{condition.path}: no such value; ask with the operator exists first")
    if condition.operator in ("==", "!="):
        return _equal(found, condition.value) is (condition.operator == "==")
    if condition.operator == "contains":
        return _contains(condition, found)
    return _ordered(condition, found)


def _look_up(path: str, results: Results) -> Any:  # noqa: ANN401 - any JSON value
    found: Any = results
    for name in path.split("."):
        if isinstance(found, Mapping) and name in found:
            found = found[name]
        elif isinstance(found, list) and name.isdecimal() and int(name) < len(found):
            found = found[int(name)]
        elif name == "length" and isinstance(found, (list, dict, str)):
            found = len(found)
        else:
            return _ABSENT
    return found


def _equal(found: object, value: Scalar) -> bool:
    # In Python 1 == True; in JSON they are different.
    return isinstance(found, bool) is isinstance(value, bool) and found == value


def _contains(condition: Condition, found: object) -> bool:
    if isinstance(found, list):
        return any(_equal(item, condition.value) for item in found)
    if isinstance(found, (str, dict)) and isinstance(condition.value, str):
        return condition.value in found
    raise ConditionError(f"{condition.path}: contains needs a list, or a text and a text")


def _ordered(condition: Condition, found: object) -> bool:
    value = condition.value
    if not (_is_number(found) and _is_number(value)) and not (
        isinstance(found, str) and isinstance(value, str)
    ):
        raise ConditionError(
            f"{condition.path}: {condition.operator} needs two numbers or two texts, got"
            f" {type(found).__name__} and {type(value).__name__}",
        )
    less, equal = bool(found < value), bool(found == value)  # type: ignore[operator]  # (see above)
    return {"<": less, "<=": less or equal, ">": not less and not equal, ">=": not less}[
        condition.operator
    ]


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
