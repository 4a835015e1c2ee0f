"""Write a layout as an archive that every Docker engine can load.

An engine before version 25 reads `manifest.json` (the format of `docker save`), a newer one with
the containerd image store reads the OCI layout around it; the archive is both.
"""

import json
import tarfile
from io import BytesIO
from pathlib import Path
from typing import IO

from images.lock import ImageLock
from images.oci import layout_path
from novaos.reference import Digest


def write_docker_archive(lock: ImageLock, stream: IO[bytes]) -> None:
    """Write the archive of the locked image to `stream`."""
    folder = layout_path(lock.digest.hex)
    manifest = [
        {
            "Config": _blob(lock.config_digest),
            "RepoTags": None,
            "Layers": [_blob(layer.digest) for layer in lock.layers],
        }
    ]
    with tarfile.open(fileobj=stream, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            archive.add(path, arcname=str(path.relative_to(folder)))
        _add_bytes(archive, "manifest.json", json.dumps(manifest).encode())


def _blob(digest: str) -> str:
    return str(Path("blobs", "sha256", Digest(digest).hex))


def _add_bytes(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = len(content)
    archive.addfile(entry, BytesIO(content))
