"""The real registry through the real npm: what is locked comes, anything else is refused."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from images.blobs import blob_path, has_good_blob
from images.definition import NpmEntry
from images.lock import LockedNpm, load_lock
from images.npm_registry import fetch_npm, lock_npm
from images.vendor import ensure_vendor
from novaos.errors import EvidenceError, EvidenceUnavailableError

FILES = ("LICENSE", "dist/htmx.min.js", "package.json")


@pytest.fixture(autouse=True)
def _cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NOVAOS_CACHE_DIR", str(tmp_path / "cache"))


@pytest.fixture(scope="module")
def htmx() -> LockedNpm:
    (package,) = load_lock("gypsy-cove").npm
    return package


def test_registry_says_what_is_locked(htmx: LockedNpm) -> None:
    entry = NpmEntry(htmx.name, htmx.version, FILES)
    assert lock_npm(entry, htmx.layer, datetime.now(UTC)) == htmx


def test_damaged_copy_is_replaced(htmx: LockedNpm) -> None:
    fetch_npm([htmx])
    blob_path(htmx.sha256).write_bytes(b"damaged")
    assert not has_good_blob(htmx.sha256)
    fetch_npm([htmx])
    assert has_good_blob(htmx.sha256)


@pytest.mark.parametrize("change", [{"sha256": "0" * 64}, {"integrity": "sha512-eA=="}], ids=str)
def test_package_with_another_hash_is_refused(htmx: LockedNpm, change: dict[str, str]) -> None:
    with pytest.raises(EvidenceError, match=r"htmx\.org.*got sha.*expected sha"):
        fetch_npm([replace(htmx, **change)])
    assert not has_good_blob(htmx.sha256)


def test_version_that_is_not_there_is_not_another_content(htmx: LockedNpm) -> None:
    with pytest.raises(EvidenceUnavailableError, match=r"htmx\.org 0\.0\.999999 could not be had"):
        fetch_npm([replace(htmx, version="0.0.999999")])


def test_version_of_today_waits(htmx: LockedNpm) -> None:
    entry = NpmEntry(htmx.name, htmx.version, FILES)
    with pytest.raises(EvidenceError, match="less than 7 days ago"):
        lock_npm(entry, htmx.layer, datetime(2026, 9, 25, tzinfo=UTC))


def test_fresh_checkout_gets_what_tests_and_consoles_load(tmp_path: Path) -> None:
    folder = ensure_vendor(tmp_path / "vendor")
    assert (folder / "axe-core" / "axe.min.js").stat().st_size > 100_000
    assert (folder / "htmx.org" / "dist" / "htmx.min.js").stat().st_size > 10_000


def test_nothing_is_fetched_twice(
    htmx: LockedNpm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = ensure_vendor(tmp_path / "vendor")
    monkeypatch.setenv("PATH", str(tmp_path))
    second = ensure_vendor(tmp_path / "again")
    for name in FILES:
        path = Path(htmx.name) / name
        assert (first / path).read_bytes() == (second / path).read_bytes()
