"""Values, their wire form, and secrets that stay secret."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.plugins.docker_provider.redaction import redact
from infra.plugins.docker_provider.values import (
    UNKNOWN,
    Secret,
    contains_secret,
    reveal,
    wrap_secrets,
)
from infra.plugins.docker_provider.wire import parse_properties, render_properties

SCALARS = st.one_of(st.text(max_size=8), st.booleans(), st.integers(-(2**40), 2**40))
VALUES: Any = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.text(min_size=1, max_size=4), inner, max_size=3),
        inner.map(Secret),
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.text(min_size=1, max_size=6), VALUES, max_size=4))
def test_properties_survive_the_wire(properties: dict[str, Any]) -> None:
    assert parse_properties(render_properties(properties)) == properties


def test_unknown_survives_the_wire() -> None:
    parsed = parse_properties(render_properties({"a": [UNKNOWN], "b": {"c": UNKNOWN}}))
    assert parsed["a"][0] is UNKNOWN
    assert parsed["b"]["c"] is UNKNOWN


def test_null_is_an_absent_property() -> None:
    assert parse_properties(render_properties({"a": None, "b": [None]})) == {"b": [None]}


def test_secret_shows_nothing_in_its_representation() -> None:
    assert "planted" not in repr(Secret("planted"))


def test_reveal_reaches_every_depth() -> None:
    assert reveal({"a": [Secret({"b": Secret("x")})]}) == {"a": [{"b": "x"}]}


def test_property_with_a_secret_anywhere_becomes_secret_in_the_state() -> None:
    inputs = {"uploads": [{"content": Secret("x")}], "name": "n"}
    wrapped = wrap_secrets({"uploads": [{"content": "x"}], "name": "n", "id": "i"}, inputs)
    assert contains_secret(wrapped["uploads"])
    assert not contains_secret({"name": wrapped["name"], "id": wrapped["id"]})


@pytest.mark.parametrize(
    ("secret", "text"),
    [
        ("planted-value", "the log says planted-value twice: planted-value"),
        ("TOKEN=planted-value", "the program printed planted-value"),
        ("line one\nline two", "only line two was printed"),
        ("cGxhbnRlZC12YWx1ZQ==", "decoded: planted-value"),
    ],
)
def test_secret_is_taken_out_of_a_message(secret: str, text: str) -> None:
    shown = redact(text, {"uploads": [{"content": Secret(secret)}]})
    assert "planted" not in shown
    assert "line two" not in shown
    assert "[secret]" in shown


def test_plain_value_stays_in_a_message() -> None:
    assert redact("image busybox", {"image": "busybox"}) == "image busybox"
