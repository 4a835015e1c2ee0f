"""The host's npm packages: locked like those of images, unpacked by themselves, in no image."""

import json
from pathlib import Path

import pytest

from images import vendor
from images.blobs import blob_path, store_blob
from images.catalogue import image_names
from images.definition import NpmEntry
from images.definition_file import load_npm
from images.lock import LockedNpm
from images.lock import load_lock as load_image_lock
from images.vendor import INTENT, ensure_vendor, load_lock, lock_host_packages, require_host_lock
from novaos.errors import EvidenceError, PreconditionError
from tests.support.images import locked_npm, make_npm, npm_entry

CONTENT = make_npm({"one.js": b"let x", "two.js": b"let y"})
ENTRY = npm_entry("one.js")


class Site:
    """A host that wants `wanted`, with a registry of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "vendor"
        self.wanted: tuple[NpmEntry, ...] = (ENTRY,)
        self.fetched: list[str] = []

    def lock(self, entry: NpmEntry, *_: object) -> LockedNpm:
        """Stand in for the registry."""
        content = make_npm({"one.js": b"let x", "two.js": b"let y"}, version=entry.version)
        store_blob(content)
        return locked_npm(content, entry, "")

    def fetch(self, packages: list[LockedNpm]) -> None:
        """Stand in for the download."""
        for package in packages:
            self.fetched.append(package.label)
            store_blob(CONTENT)


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Site:
    made = Site(tmp_path)
    monkeypatch.setenv("NOVAOS_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setattr(vendor, "LOCK", tmp_path / "npm.json")
    monkeypatch.setattr(vendor, "wanted_packages", lambda: made.wanted)
    monkeypatch.setattr(vendor, "lock_npm", made.lock)
    monkeypatch.setattr(vendor, "fetch_npm", made.fetch)
    lock_host_packages(lambda _: None)
    return made


def test_committed_lock_is_that_of_the_intent() -> None:
    require_host_lock()
    assert "http" not in vendor.LOCK.read_text()


def test_no_image_has_a_package_that_only_tests_need() -> None:
    for_tests = {entry.name for entry in load_npm(INTENT)}
    assert "axe-core" in for_tests
    shipped = {package.name for name in image_names() for package in load_image_lock(name).npm}
    assert shipped
    assert not for_tests & shipped


def test_host_and_images_have_the_same_content() -> None:
    host = {package.label: (package.integrity, package.sha256) for package in load_lock()}
    for package in (each for name in image_names() for each in load_image_lock(name).npm):
        assert host[package.label] == (package.integrity, package.sha256)


def test_fresh_checkout_gets_the_files_that_are_asked_for(site: Site) -> None:
    ensure_vendor(site.folder)
    there = {path.name for path in (site.folder / "one").iterdir()}
    assert there == {"LICENSE", "one.js", "package.json"}
    assert site.fetched == []


def test_lost_package_is_fetched_again(site: Site) -> None:
    blob_path(locked_npm(CONTENT, ENTRY).sha256).unlink()
    ensure_vendor(site.folder)
    assert site.fetched == ["one 1.0.0"]


def test_changed_file_is_put_right_and_others_are_left_alone(site: Site) -> None:
    ensure_vendor(site.folder)
    good, bad = site.folder / "one" / "LICENSE", site.folder / "one" / "one.js"
    before = good.stat().st_mtime_ns
    bad.write_text("let bad")
    ensure_vendor(site.folder)
    assert bad.read_bytes() == b"let x"
    assert good.stat().st_mtime_ns == before


def test_damaged_copy_in_the_cache_is_not_used(site: Site) -> None:
    blob_path(locked_npm(CONTENT, ENTRY).sha256).write_bytes(b"damaged")
    ensure_vendor(site.folder)
    assert site.fetched == ["one 1.0.0"]
    assert (site.folder / "one" / "one.js").read_bytes() == b"let x"


def test_package_that_is_not_locked_is_refused(site: Site) -> None:
    site.wanted = (npm_entry("one.js", version="1.0.1"),)
    with pytest.raises(PreconditionError, match=r"not locked: one 1\.0\.1(.|\n)*make lock"):
        ensure_vendor(site.folder)


@pytest.mark.parametrize("wanted", [(), (ENTRY, npm_entry(version="1.0.1"))], ids=["less", "more"])
def test_lock_that_names_more_or_less_than_is_needed_is_drift(
    site: Site, wanted: tuple[NpmEntry, ...]
) -> None:
    require_host_lock()
    site.wanted = wanted
    with pytest.raises(EvidenceError, match=r"locked \['one 1\.0\.0'\], expected(.|\n)*make lock"):
        require_host_lock()


def test_lock_follows_the_intent(site: Site) -> None:
    site.wanted = (npm_entry("one.js", version="1.0.1"),)
    lock_host_packages(lambda _: None)
    assert [package.label for package in load_lock()] == ["one 1.0.1"]
    require_host_lock()


def test_what_is_locked_stays(site: Site) -> None:
    value = json.loads(vendor.LOCK.read_text())
    value[0]["sha256"] = "e" * 64
    vendor.LOCK.write_text(json.dumps(value))
    site.wanted = (ENTRY, npm_entry("one.js", version="1.0.1"))
    lock_host_packages(lambda _: None)
    assert [package.sha256 == "e" * 64 for package in load_lock()] == [True, False]


@pytest.mark.parametrize(
    "text", ["", "{}", "[1]", '[{"name": "one"}]', '[{"name": "one", "x": 1}]']
)
def test_damaged_lock_is_refused(site: Site, text: str) -> None:
    vendor.LOCK.write_text(text)
    with pytest.raises(PreconditionError, match="make lock"):
        ensure_vendor(site.folder)
