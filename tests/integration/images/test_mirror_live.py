"""The real mirrors: exact versions come, absent ones are named, damaged copies are replaced."""

from dataclasses import replace
from pathlib import Path

import pytest

from images.blobs import blob_path, has_good_blob
from images.lock import LockedDeb, load_lock
from images.mirror import GoneError, fetch_debs, read_index
from images.wheel import fetch_wheels, resolve_wheels
from novaos.errors import EvidenceError


@pytest.fixture(autouse=True)
def _cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NOVAOS_CACHE_DIR", str(tmp_path / "cache"))


@pytest.fixture(scope="module")
def netbase() -> LockedDeb:
    package = read_index()["netbase"]
    return LockedDeb(
        package.name, package.version, package.architecture, package.sha256, package.size, "x"
    )


def test_missing_package_is_fetched(netbase: LockedDeb) -> None:
    fetch_debs([netbase])
    assert has_good_blob(netbase.sha256)


def test_damaged_copy_is_replaced(netbase: LockedDeb) -> None:
    fetch_debs([netbase])
    blob_path(netbase.sha256).write_bytes(b"damaged")
    assert not has_good_blob(netbase.sha256)
    fetch_debs([netbase])
    assert has_good_blob(netbase.sha256)


def test_version_that_left_the_mirror_is_named_and_others_still_come(netbase: LockedDeb) -> None:
    gone = replace(netbase, version="0.1-1", sha256="0" * 64)
    with pytest.raises(GoneError, match=r"netbase 0\.1-1") as caught:
        fetch_debs([gone, netbase])
    assert caught.value.names == ("netbase 0.1-1",)
    assert has_good_blob(netbase.sha256)


def test_package_with_another_hash_is_refused(netbase: LockedDeb) -> None:
    with pytest.raises(EvidenceError, match=r"netbase.*corrupted: got .*expected sha256:000"):
        fetch_debs([replace(netbase, sha256="0" * 64)])


def test_wheel_with_another_hash_is_refused_by_name(tmp_path: Path) -> None:
    requirements = tmp_path / "one.txt"
    requirements.write_text(f"idna==3.10 --hash=sha256:{'0' * 64}\n")
    with pytest.raises(EvidenceError, match="idna"):
        resolve_wheels(requirements)


def test_locked_wheel_is_fetched_again() -> None:
    wheel = next(each for each in load_lock("agent-nova").wheels if each.name == "msgspec")
    fetch_wheels([wheel])
    assert has_good_blob(wheel.sha256)
