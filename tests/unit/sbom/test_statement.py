"""Statements render canonically and parse strictly."""

import json
from typing import Any

import pytest

from novaos.errors import EvidenceError
from novaos.evidence import SPDX, STATEMENT_TYPE
from novaos.reference import Digest, ImageReference
from sbom.statement import Statement, parse_statement, render_statement

IMAGE = ImageReference("127.0.0.1:5760/novaos-test/small", Digest(f"sha256:{'a' * 64}"))


def _fields() -> dict[str, Any]:
    return {
        "_type": STATEMENT_TYPE,
        "subject": [{"name": "x", "digest": {"sha256": "a" * 64}}],
        "predicateType": SPDX,
        "predicate": {},
    }


def test_rendered_statement_is_read_back() -> None:
    content = render_statement(IMAGE, SPDX, {"b": 1, "a": [2]})
    assert parse_statement(content, "x") == Statement(SPDX, (IMAGE.digest,), {"a": [2], "b": 1})


def test_equal_claims_are_equal_bytes() -> None:
    first = render_statement(IMAGE, SPDX, {"b": 1, "a": 2})
    assert first == render_statement(IMAGE, SPDX, {"a": 2, "b": 1})


def test_statement_without_predicate_is_read_as_an_empty_one() -> None:
    fields = _fields()
    del fields["predicate"]
    assert parse_statement(json.dumps(fields).encode(), "x").predicate == {}


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("_type", "https://in-toto.io/Statement/v0.1", "_type is"),
        ("_type", None, "_type is None"),
        ("predicateType", "", "predicateType"),
        ("predicateType", 1, "predicateType"),
        ("predicate", [], "the predicate is no JSON object"),
        ("subject", [], "expected 1 to 16 subjects"),
        ("subject", {}, "expected 1 to 16 subjects"),
        ("subject", [{"digest": {"sha256": "a" * 64}}] * 17, "expected 1 to 16 subjects"),
        ("subject", [{"name": "x"}], "no valid sha256 digest"),
        ("subject", [{"digest": {"sha512": "a" * 128}}], "no valid sha256 digest"),
        ("subject", [{"digest": {"sha256": "A" * 64}}], "no valid sha256 digest"),
        ("subject", ["x"], "no valid sha256 digest"),
        ("extra", 1, r"unknown statement fields \['extra'\]"),
    ],
)
def test_statement_outside_the_specification_is_refused(
    field: str, value: object, words: str
) -> None:
    fields = _fields()
    parse_statement(json.dumps(fields).encode(), "x")
    fields[field] = value
    with pytest.raises(EvidenceError, match=words):
        parse_statement(json.dumps(fields).encode(), "x")
