"""The cache gives out nothing that is not what its name says."""

import errno
from pathlib import Path

import pytest

from images import blobs
from images.blobs import blob_path, has_good_blob, read_blob, store_blob, write_or_explain
from novaos.errors import EvidenceError, PreconditionError


@pytest.fixture(autouse=True)
def _cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NOVAOS_CACHE_DIR", str(tmp_path))


def test_stored_content_is_read_back() -> None:
    digest = store_blob(b"content")
    assert has_good_blob(digest.hex)
    assert read_blob(digest.hex, "package one 1.0") == b"content"


def test_corrupted_blob_is_refused_with_name_got_expected_and_fix() -> None:
    digest = store_blob(b"content")
    blob_path(digest.hex).write_bytes(b"changed")
    with pytest.raises(EvidenceError) as caught:
        read_blob(digest.hex, "package one 1.0")
    for part in ("package one 1.0", "got sha256:", f"expected sha256:{digest.hex}", "make build"):
        assert part in str(caught.value)


def test_corrupted_blob_is_thrown_away_so_that_it_is_fetched_again() -> None:
    digest = store_blob(b"content")
    blob_path(digest.hex).write_bytes(b"changed")
    assert not has_good_blob(digest.hex)
    assert not blob_path(digest.hex).exists()


def test_absent_blob_is_an_error() -> None:
    with pytest.raises(PreconditionError, match=r"package one 1\.0: not in the cache"):
        read_blob("0" * 64, "package one 1.0")


def test_full_disk_is_said_and_leaves_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(blobs, "write_atomically", full)
    with pytest.raises(PreconditionError, match=r"no space left(.|\n)*df -h"):
        write_or_explain(tmp_path / "x", b"content")
