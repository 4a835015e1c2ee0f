"""The OCI image layout of an image, with every byte checked against the digest we speak of."""

import tempfile
from pathlib import Path
from typing import Any

from novaos import workspace
from novaos.command import run
from novaos.errors import EvidenceError
from novaos.reference import Digest, ImageReference
from sbom.strict_json import parse_object

_FIX = "remove the folder and build again: make build"


def require_layout(image: ImageReference) -> Path:
    """Return the folder that holds `image`, fetched from its registry if it is not on the disk.

    Raises `EvidenceError` if its content is not that of the digest.
    """
    folder = workspace.VAR / "layouts" / image.digest.hex
    if not (folder / "index.json").exists():
        _fetch(image, folder)
    index = parse_object((folder / "index.json").read_bytes(), f"{folder}/index.json")
    named = [entry.get("digest") for entry in index.get("manifests", [])]
    if named != [str(image.digest)]:
        raise EvidenceError(f"{folder}: it holds {named}, expected {image.digest}", fix=_FIX)
    manifest = parse_object(_require_blob(folder, image.digest).read_bytes(), str(image.digest))
    for descriptor in (manifest.get("config", {}), *manifest.get("layers", [])):
        _require_blob(folder, Digest(_digest_of(descriptor)))
    return folder


def _fetch(image: ImageReference, folder: Path) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".fetch-") as temporary:
        fetched = Path(temporary, "layout")
        run([workspace.tool("crane"), "pull", "--format=oci", str(image), fetched])
        fetched.replace(folder)


def _digest_of(descriptor: dict[str, Any]) -> str:
    return str(descriptor.get("digest"))


def _require_blob(folder: Path, digest: Digest) -> Path:
    path = folder / "blobs" / "sha256" / digest.hex
    if not path.exists():
        raise EvidenceError(f"{folder}: blob {digest} is missing", fix=_FIX)
    if Digest.of_file(path) != digest:
        raise EvidenceError(f"{path}: its content has another digest", fix=_FIX)
    return path
