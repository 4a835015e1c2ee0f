"""What the registry says is checked, and silence is not absence."""

import pytest

from images import publish
from images.publish import is_published, reference_of
from novaos.command import CommandError, Completed
from novaos.errors import EvidenceError, EvidenceUnavailableError
from novaos.reference import Digest, ImageReference
from tests.support.images import sample_lock

MANIFEST = '{"schemaVersion":2}'
REFERENCE = ImageReference("127.0.0.1:5760/novaos-dev/one", Digest.of_bytes(MANIFEST.encode()))


def answer(monkeypatch: pytest.MonkeyPatch, stdout: str = "", failure: str = "") -> None:
    def crane(_: list[str], **__: object) -> Completed:
        if failure:
            raise CommandError(["crane"], "ended with status 1", stderr=failure)
        return Completed(stdout, "")

    monkeypatch.setattr(publish, "run", crane)


def test_reference_is_by_environment_and_digest() -> None:
    reference = reference_of("127.0.0.1:5760", "prod", sample_lock())
    assert str(reference) == f"127.0.0.1:5760/novaos-prod/small@sha256:{'a' * 64}"


def test_same_bytes_are_published(monkeypatch: pytest.MonkeyPatch) -> None:
    answer(monkeypatch, MANIFEST)
    assert is_published(REFERENCE)


def test_other_bytes_under_the_digest_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    answer(monkeypatch, MANIFEST + " ")
    with pytest.raises(EvidenceError, match="answered with the content of sha256"):
        is_published(REFERENCE)


@pytest.mark.parametrize("code", ["MANIFEST_UNKNOWN: manifest unknown", "NAME_UNKNOWN: x"])
def test_unknown_manifest_is_absent(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    answer(monkeypatch, failure=code)
    assert not is_published(REFERENCE)


def test_registry_that_is_down_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    answer(monkeypatch, failure="dial tcp 127.0.0.1:5760: connect: connection refused")
    with pytest.raises(EvidenceUnavailableError, match=r"connection refused(.|\n)*fix"):
        is_published(REFERENCE)
