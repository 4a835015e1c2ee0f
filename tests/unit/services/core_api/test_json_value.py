"""What PostgreSQL cannot keep is found, or replaced without losing the rest."""

import pytest

from services.core_api.json_value import find_unstorable, without_nul


def nested(levels: int) -> object:
    value: object = "end"
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize(
    "value", ["\0", ["a\0"], {"a": {"b": "\0"}}, {"a\0": 1}, nested(33), {"a": nested(40)}]
)
def test_unstorable_is_found(value: object) -> None:
    assert find_unstorable(value)


@pytest.mark.parametrize("value", [None, 1, "\\u0000", "é\n", {"a": [1, {"b": None}]}, nested(32)])
def test_anything_else_is_not(value: object) -> None:
    assert find_unstorable(value) == []


def test_nul_is_replaced_everywhere() -> None:
    given = {"a\0": ["\0b", 1, None, {"c": "\0"}]}
    assert without_nul(given) == {"a\ufffd": ["\ufffdb", 1, None, {"c": "\ufffd"}]}
    assert find_unstorable(without_nul(given)) == []
