"""Conditions on results of earlier steps."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.contract.playbook import Condition
from agents.nova.condition import ConditionError, holds

RESULTS: dict[str, Any] = {
    "scan": {
        "status": "done",
        "result": {
            "counts": {"error": 3, "warning": 0.5},
            "names": ["lyra", "echo", 1],
            "text": "two words",
            "flag": True,
            "none": None,
        },
    },
}
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)


@pytest.mark.parametrize(
    ("path", "operator", "value", "expected"),
    [
        ("scan.status", "==", "done", True),
        ("scan.status", "!=", "done", False),
        ("scan.result.counts.error", ">", 2, True),
        ("scan.result.counts.error", ">", 3, False),
        ("scan.result.counts.error", ">=", 3, True),
        ("scan.result.counts.error", "<", 3, False),
        ("scan.result.counts.error", "<=", 3, True),
        ("scan.result.counts.warning", "<", 1, True),
        ("scan.result.names.length", "==", 3, True),
        ("scan.result.names.0", "==", "lyra", True),
        ("scan.result.names", "contains", "echo", True),
        ("scan.result.names", "contains", True, False),  # 1 is not true
        ("scan.result.text", "contains", "word", True),
        ("scan.result.counts", "contains", "error", True),
        ("scan.result.flag", "==", True, True),
        ("scan.result.flag", "==", 1, False),
        ("scan.result.none", "==", None, True),
        ("scan.result.none", "exists", None, True),
        ("scan.result.names.7", "exists", None, False),
        ("scan.result.text.0", "exists", None, False),
        ("plan.result", "exists", None, False),
    ],
)
def test_condition_is_decided(path: str, operator: Any, value: Any, expected: bool) -> None:  # noqa: ANN401, FBT001
    assert holds(Condition(path, operator, value), RESULTS) is expected


@pytest.mark.parametrize(
    ("path", "operator", "value", "reason"),
    [
        ("scan.result.missing", "==", 1, "no such value"),
        ("scan.result.missing", "!=", 1, "no such value"),
        ("scan.result.text", ">", 1, "two numbers or two texts"),
        ("scan.result.flag", ">", 0, "two numbers or two texts"),
        ("scan.result.counts.error", ">", True, "two numbers or two texts"),
        ("scan.result.counts.error", "contains", 3, "needs a list"),
        ("scan.result.text", "contains", 1, "needs a list"),
    ],
)
def test_what_cannot_be_compared_is_an_error(
    path: str,
    operator: Any,  # noqa: ANN401
    value: Any,  # noqa: ANN401
    reason: str,
) -> None:
    with pytest.raises(ConditionError, match=reason):
        holds(Condition(path, operator, value), RESULTS)


@pytest.mark.parametrize(
    "path",
    ["", "Scan.result", "scan", "scan.", ".a", "scan.a b", "scan.a\n", "scan" + ".a" * 13],
)
def test_bad_path_is_refused(path: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"path": path, "operator": "exists"}, Condition)


@pytest.mark.parametrize("operator", ["=", "and", "matches", "__class__"])
def test_unknown_operator_is_refused(operator: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"path": "scan.status", "operator": operator}, Condition)


@given(json_values, json_values.filter(lambda value: not isinstance(value, (list, dict))))
def test_order_of_numbers_and_texts_is_total(found: Any, value: Any) -> None:  # noqa: ANN401
    results = {"scan": {"result": found}}
    try:
        answers = [
            holds(Condition("scan.result", operator, value), results)
            for operator in ("<", "==", ">")
        ]
    except ConditionError:
        return
    assert answers.count(True) == 1
