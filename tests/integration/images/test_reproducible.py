"""Two builds from clean caches give identical digests for every image: those in the locks."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from images import oci
from images.assembly import assemble
from images.catalogue import load_definition
from images.lock import ImageLock
from images.plan import plan_image
from novaos.workspace import cache_folder
from tests.support.images import share_blobs


def build_from_clean_caches(
    locks: Mapping[str, ImageLock], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> dict[str, str]:
    inputs = {package.sha256 for lock in locks.values() for package in lock.packages}
    share_blobs(cache_folder(), folder / "cache", inputs)
    with monkeypatch.context() as patched:
        patched.setenv("NOVAOS_CACHE_DIR", str(folder / "cache"))
        patched.setattr(oci, "LAYOUTS", folder / "layouts")
        plans = [
            plan_image(load_definition(lock.image), lock.debs, lock.wheels, lock.npm)
            for lock in locks.values()
        ]
        said: list[str] = []
        made = assemble(plans, said.append)
        assert any(line.startswith("making layer") for line in said)
        assert not any(line.startswith("fetching") for line in said)
    return {lock.image: lock.image_digest for lock in made}


def test_two_clean_builds_give_the_locked_digests(
    locks: Mapping[str, ImageLock], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = build_from_clean_caches(locks, tmp_path / "1", monkeypatch)
    second = build_from_clean_caches(locks, tmp_path / "2", monkeypatch)
    assert first == second
    assert first == {name: lock.image_digest for name, lock in locks.items()}


def test_changed_source_costs_only_the_source_layer(locks: Mapping[str, ImageLock]) -> None:
    sizes = {layer.name: layer.size for layer in locks["agent-nova"].layers}
    assert [layer.name for layer in locks["agent-nova"].layers][-1] == "source"
    assert sizes["source"] < 250_000
