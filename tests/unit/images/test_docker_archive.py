"""The archive that loads the registry into any engine."""

import io
import json
import tarfile
from pathlib import Path

import pytest

from images import oci
from images.blobs import store_blob
from images.docker_archive import write_docker_archive
from images.lock import LockedLayer
from images.oci import render_config, render_manifest, write_layout
from novaos.reference import Digest
from tests.support.images import sample_lock, small_definition


def test_archive_is_a_layout_and_names_config_and_layers(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("NOVAOS_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setattr(oci, "LAYOUTS", tmp_path / "layouts")
    digest = str(store_blob(b"layer"))
    layers = (LockedLayer("small", digest, digest, 5),)
    config = render_config(small_definition(), layers, "sha256:rev")
    manifest = render_manifest(config, layers)
    write_layout(config, manifest, layers)
    lock = sample_lock(
        layers=layers,
        config_digest=str(Digest.of_bytes(config)),
        image_digest=str(Digest.of_bytes(manifest)),
    )
    stream = io.BytesIO()
    write_docker_archive(lock, stream)
    stream.seek(0)
    with tarfile.open(fileobj=stream) as archive:
        names = archive.getnames()
        content = archive.extractfile("manifest.json")
        assert content is not None
        (entry,) = json.loads(content.read())
    assert {"oci-layout", "index.json", entry["Config"], *entry["Layers"]} <= set(names)
    assert entry["Config"].endswith(Digest(lock.config_digest).hex)
