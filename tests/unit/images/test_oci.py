"""Layouts: deterministic, complete or absent."""

import json
import os
import shutil
from pathlib import Path

import pytest

from images import oci
from images.blobs import store_blob
from images.lock import ImageLock, LockedLayer
from images.oci import has_layout, render_config, render_manifest, write_layout
from novaos.errors import PreconditionError
from novaos.reference import Digest
from tests.support.images import sample_lock, small_definition

DEFINITION = small_definition()


@pytest.fixture
def lock(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ImageLock:
    monkeypatch.setenv("NOVAOS_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setattr(oci, "LAYOUTS", tmp_path / "layouts")
    digest = str(store_blob(b"layer"))
    layers = (LockedLayer("small", digest, digest, 5),)
    config = render_config(DEFINITION, layers, "sha256:rev")
    manifest = render_manifest(config, layers)
    write_layout(config, manifest, layers)
    return sample_lock(
        layers=layers,
        config_digest=str(Digest.of_bytes(config)),
        image_digest=str(Digest.of_bytes(manifest)),
    )


def test_config_runs_as_the_one_user_with_labels() -> None:
    config = json.loads(render_config(DEFINITION, (), "sha256:rev"))
    assert config["config"]["User"] == "1000:1000"
    labels = config["config"]["Labels"]
    assert labels["org.opencontainers.image.revision"] == "sha256:rev"
    assert labels["org.opencontainers.image.licenses"] == "Apache-2.0"
    assert config["created"] == "2026-01-01T00:00:00Z"


def test_written_layout_is_complete(lock: ImageLock) -> None:
    assert has_layout(lock)
    index = json.loads((oci.layout_path(lock.digest.hex) / "index.json").read_bytes())
    assert index["manifests"][0]["digest"] == lock.image_digest


@pytest.mark.parametrize("which", ["index.json", "layer", "manifest", "config"])
def test_layout_without_one_of_its_files_is_no_layout(lock: ImageLock, which: str) -> None:
    blobs = {
        "layer": lock.layers[0].digest,
        "manifest": lock.image_digest,
        "config": lock.config_digest,
    }
    folder = oci.layout_path(lock.digest.hex)
    name = f"blobs/sha256/{Digest(blobs[which]).hex}" if which in blobs else which
    (folder / name).unlink()
    assert not has_layout(lock)


def test_cut_off_layer_is_no_layout(lock: ImageLock) -> None:
    digest = Digest(lock.layers[0].digest).hex
    path = oci.layout_path(lock.digest.hex) / "blobs" / "sha256" / digest
    path.unlink()
    path.write_bytes(b"lay")
    assert not has_layout(lock)


def test_full_disk_leaves_no_half_layout(lock: ImageLock, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    config = render_config(DEFINITION, lock.layers, "sha256:other")
    manifest = render_manifest(config, lock.layers)
    monkeypatch.setattr(os, "link", full)
    monkeypatch.setattr(shutil, "copyfile", full)
    before = sorted(path.name for path in oci.LAYOUTS.iterdir())
    with pytest.raises(PreconditionError, match="no space left"):
        write_layout(config, manifest, lock.layers)
    assert sorted(path.name for path in oci.LAYOUTS.iterdir()) == before
