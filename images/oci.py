"""Write an OCI image layout: deterministic JSON, so that the digest follows from the content.

Format: OCI image specification 1.1 (image-layout, manifest, config). `Healthcheck` is Docker's
addition to the config; other tools ignore it.
"""

import json
import os
import shutil
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from images.blobs import blob_path, disk_error, store_blob
from images.definition import APP_UID, SOURCE_DATE_EPOCH, ImageDefinition
from images.lock import ImageLock, LockedLayer
from novaos.reference import Digest
from novaos.workspace import VAR

LAYOUTS = VAR / "layouts"
MANIFEST_TYPE = "application/vnd.oci.image.manifest.v1+json"
INDEX_TYPE = "application/vnd.oci.image.index.v1+json"
CONFIG_TYPE = "application/vnd.oci.image.config.v1+json"
LAYER_TYPE = "application/vnd.oci.image.layer.v1.tar+gzip"
SOURCE_URL = "https://github.com/NacktGem/NovaOS-Core-Systems"
_BASE_ENV = {"PATH": "/usr/local/bin:/usr/bin:/usr/sbin"}
_SECOND = 1_000_000_000
_CREATED = datetime.fromtimestamp(SOURCE_DATE_EPOCH, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def layout_path(hexadecimal: str) -> Path:
    """Folder of the layout of the image with this digest."""
    return LAYOUTS / hexadecimal


def render_json(value: object) -> bytes:
    """JSON without freedom: sorted keys, no spaces."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def render_config(
    definition: ImageDefinition, layers: Sequence[LockedLayer], revision: str
) -> bytes:
    """Write the image's config."""
    return render_json(
        {
            "architecture": "amd64",
            "os": "linux",
            "created": _CREATED,
            "config": _runtime(definition, revision),
            "rootfs": {"type": "layers", "diff_ids": [layer.diff_id for layer in layers]},
            "history": [
                {"created": _CREATED, "created_by": f"novaos layer {layer.name}"}
                for layer in layers
            ],
        }
    )


def _runtime(definition: ImageDefinition, revision: str) -> dict[str, Any]:
    runtime = definition.runtime
    env = dict(runtime.env)
    value: dict[str, Any] = {
        "User": f"{APP_UID}:{APP_UID}",
        "WorkingDir": runtime.workdir,
        "Env": [f"{key}={value}" for key, value in sorted({**_BASE_ENV, **env}.items())],
        "Entrypoint": list(runtime.entrypoint),
        "Labels": {
            "org.opencontainers.image.title": definition.title,
            "org.opencontainers.image.source": SOURCE_URL,
            "org.opencontainers.image.revision": revision,
            "org.opencontainers.image.licenses": definition.licences,
            "novaos.image": definition.name,
            **dict(definition.labels),
        },
    }
    if runtime.cmd:
        value["Cmd"] = list(runtime.cmd)
    if runtime.ports:
        value["ExposedPorts"] = {f"{port}/tcp": {} for port in runtime.ports}
    if runtime.healthcheck:
        value["Healthcheck"] = {
            "Test": ["CMD", *runtime.healthcheck],
            "Interval": 10 * _SECOND,
            "Timeout": 5 * _SECOND,
            "StartPeriod": 30 * _SECOND,
            "Retries": 3,
        }
    return value


def render_manifest(config: bytes, layers: Sequence[LockedLayer]) -> bytes:
    """Write the manifest: its digest is the image's."""
    return render_json(
        {
            "schemaVersion": 2,
            "mediaType": MANIFEST_TYPE,
            "config": _descriptor(CONFIG_TYPE, str(Digest.of_bytes(config)), len(config)),
            "layers": [_descriptor(LAYER_TYPE, layer.digest, layer.size) for layer in layers],
        }
    )


def _descriptor(media_type: str, digest: str, size: int) -> dict[str, Any]:
    return {"mediaType": media_type, "digest": digest, "size": size}


def write_layout(config: bytes, manifest: bytes, layers: Sequence[LockedLayer]) -> Path:
    """Write the layout, complete or not at all. Layers come from the cache."""
    digest = Digest.of_bytes(manifest)
    target = layout_path(digest.hex)
    blobs = [Digest(layer.digest).hex for layer in layers]
    blobs += [store_blob(config).hex, store_blob(manifest).hex]
    try:
        LAYOUTS.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(dir=LAYOUTS, prefix=".making-"))
        try:
            _fill(temporary, blobs, _descriptor(MANIFEST_TYPE, str(digest), len(manifest)))
            temporary.chmod(0o755)
            shutil.rmtree(target, ignore_errors=True)
            temporary.rename(target)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
    except OSError as error:
        raise disk_error(target, error) from error
    return target


def _fill(folder: Path, blobs: Sequence[str], descriptor: dict[str, Any]) -> None:
    (folder / "blobs" / "sha256").mkdir(parents=True)
    (folder / "oci-layout").write_bytes(render_json({"imageLayoutVersion": "1.0.0"}))
    index = {"schemaVersion": 2, "mediaType": INDEX_TYPE, "manifests": [descriptor]}
    (folder / "index.json").write_bytes(render_json(index))
    for blob in dict.fromkeys(blobs):
        place = folder / "blobs" / "sha256" / blob
        try:
            os.link(blob_path(blob), place)
        except OSError:  # the cache is on another file system
            shutil.copyfile(blob_path(blob), place)


def has_layout(lock: ImageLock) -> bool:
    """Whether the layout of the locked image is there with all its blobs, by name and size."""
    folder = layout_path(lock.digest.hex)
    sizes = {Digest(layer.digest).hex: layer.size for layer in lock.layers}
    places = {blob: folder / "blobs" / "sha256" / blob for blob in sizes}
    others = [lock.digest.hex, Digest(lock.config_digest).hex]
    return (
        (folder / "index.json").is_file()
        and all((folder / "blobs" / "sha256" / blob).is_file() for blob in others)
        and all(p.is_file() and p.stat().st_size == sizes[b] for b, p in places.items())
    )
