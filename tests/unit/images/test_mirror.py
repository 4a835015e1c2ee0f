"""What the mirror no longer offers, what it cannot deliver, and what it delivers wrongly."""

import shlex
from pathlib import Path

import pytest

from images import mirror
from images.blobs import has_good_blob
from images.mirror import GoneError, fetch_debs, read_index
from novaos.command import CommandError
from novaos.errors import EvidenceError, EvidenceUnavailableError
from tests.support.images import locked_deb, make_deb

GOOD = make_deb("one", {"usr/bin/one": b"1"})
DEB = locked_deb(GOOD)


class Mirror:
    """Stands in for mmdebstrap's hook."""

    def __init__(self, content: bytes | None) -> None:
        self.content = content

    def run_hook(self, script: str) -> None:
        """Deliver what is offered."""
        folder = Path(shlex.split(script)[1])
        wanted = (folder / "wanted").read_text()
        (folder / "present").write_text(wanted if self.content else "")
        if self.content:
            (folder / "one_1.0_amd64.deb").write_bytes(self.content)


@pytest.fixture
def _cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NOVAOS_CACHE_DIR", str(tmp_path))


@pytest.mark.usefixtures("_cache")
def test_offered_package_enters_the_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mirror, "_run_hook", Mirror(GOOD).run_hook)
    fetch_debs([DEB])
    assert has_good_blob(DEB.sha256)


@pytest.mark.usefixtures("_cache")
def test_package_that_is_not_offered_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mirror, "_run_hook", Mirror(None).run_hook)
    with pytest.raises(GoneError, match=r"one 1\.0") as caught:
        fetch_debs([DEB])
    assert caught.value.names == ("one 1.0",)


@pytest.mark.usefixtures("_cache")
def test_other_content_under_the_same_version_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mirror, "_run_hook", Mirror(GOOD + b"x").run_hook)
    with pytest.raises(EvidenceError, match=r"package one 1\.0: corrupted: got .*expected"):
        fetch_debs([DEB])
    assert not has_good_blob(DEB.sha256)


def test_mirror_that_does_not_answer_is_no_gone_package(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(argv: list[str], **_: object) -> None:
        raise CommandError(argv, "ended with status 100", stderr="Could not resolve host")

    monkeypatch.setattr(mirror, "run", fail)
    with pytest.raises(EvidenceUnavailableError, match="Could not resolve host"):
        read_index()
