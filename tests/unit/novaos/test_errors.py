"""Errors keep bad evidence and unavailable evidence apart and always can say what to do."""

import pytest

from novaos.errors import (
    EvidenceError,
    EvidenceUnavailableError,
    NovaosError,
    PreconditionError,
)


def test_the_fix_is_shown_with_the_message() -> None:
    assert str(NovaosError("what", fix="do this")) == "what\n  fix: do this"


def test_without_a_fix_there_is_the_message_alone() -> None:
    assert str(NovaosError("what")) == "what"


def test_unavailable_evidence_is_not_bad_evidence() -> None:
    assert not issubclass(EvidenceUnavailableError, EvidenceError)
    assert not issubclass(EvidenceError, EvidenceUnavailableError)


# The mapping that the command line documents.
@pytest.mark.parametrize(
    ("kind", "exit_code"),
    [
        (NovaosError, 1),
        (EvidenceUnavailableError, 1),
        (EvidenceError, 4),
        (PreconditionError, 5),
    ],
)
def test_exit_codes_are_those_documented(kind: type[NovaosError], exit_code: int) -> None:
    assert kind("what").exit_code == exit_code
