"""A small real image with Debian and Python packages, its lock and its build record."""

import io
import json
import tarfile
from dataclasses import dataclass
from pathlib import Path, PurePath

from images.lock import ImageLock, LockedDeb, LockedLayer, LockedNpm, LockedWheel
from images.record import BUILD_TYPE, LOCAL_BUILDER
from novaos.command import run
from novaos.evidence import EvidenceFolder
from novaos.reference import Digest, ImageReference
from novaos.workspace import tool

EPOCH = 1767225600
_FILES = {
    "etc/debian_version": "13.1\n",
    "etc/os-release": 'ID=debian\nNAME="Debian GNU/Linux"\nVERSION_ID="13"\n',
    "var/lib/dpkg/status.d/libc6": (
        "Package: libc6\nSource: glibc\nVersion: 2.41-12\nArchitecture: amd64\n"
        "Maintainer: GNU Libc Maintainers <debian-glibc@lists.debian.org>\n"
        "Description: GNU C Library\n"
    ),
    "usr/share/doc/libc6/copyright": "License: LGPL-2.1\n",
    "app/site-packages/idna-3.10.dist-info/METADATA": (
        "Metadata-Version: 2.1\nName: idna\nVersion: 3.10\nLicense: BSD-3-Clause\n"
    ),
    "app/site-packages/idna-3.10.dist-info/RECORD": "idna/__init__.py,,\n",
}
DEB = LockedDeb("libc6", "2.41-12", "amd64", "a" * 64, 1, "base")
WHEEL = LockedWheel("idna", "3.10", "idna-3.10-py3-none-any.whl", "b" * 64)
NPM = LockedNpm("htmx.org", "2.0.11", "sha512-eA==", "c" * 64, "base")
"""Of images that carry one; `small_lock` has none."""


@dataclass(frozen=True, slots=True)
class SmallImage:
    """An image in a registry and what its builder would have written about it."""

    reference: ImageReference
    lock: ImageLock


def small_lock(digest: Digest, name: str = "small") -> ImageLock:
    """Return a lock of two packages for the image `digest`."""
    zero = f"sha256:{'0' * 64}"
    return ImageLock(
        image=name,
        intent_hash="1" * 64,
        inputs_hash="2" * 64,
        source_tree="3" * 64,
        source_date_epoch=EPOCH,
        debs=(DEB,),
        wheels=(WHEEL,),
        layers=(LockedLayer("base", zero, zero, 1),),
        config_digest=zero,
        image_digest=str(digest),
    )


def push_small_image(
    repository: str, folder: Path, tag: str = "test", note: str = ""
) -> SmallImage:
    """Push the image; another `note` gives another digest."""
    archive = folder / f"{tag}{len(note)}.tar"
    archive.write_bytes(_render_archive({**_FILES, "etc/note": note}))
    command = [str(tool("crane")), "append", "--oci-empty-base", "-f", str(archive)]
    done = run([*command, "-t", f"{repository}:{tag}"])
    reference = ImageReference.parse(f"{repository}@{done.stdout.strip().partition('@')[2]}")
    return SmallImage(reference, small_lock(reference.digest))


def write_build_record(environment: str, lock: ImageLock) -> None:
    """Write what the builder writes about a finished build."""
    record = {
        "build_type": BUILD_TYPE,
        "builder_id": LOCAL_BUILDER,
        "image_digest": lock.image_digest,
        "source_tree": lock.source_tree,
        "source_revision": "4" * 40,
        "started_at": "2026-01-01T00:00:00Z",
        "finished_at": "2026-01-01T00:00:09Z",
    }
    folder = EvidenceFolder(environment, lock.digest)
    folder.write("build.json", json.dumps(record).encode())


def _render_archive(files: dict[str, str]) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        # Folders too: syft finds no Debian package below a folder that has no entry.
        for folder in sorted({str(up) for path in files for up in PurePath(path).parents} - {"."}):
            entry = tarfile.TarInfo(folder)
            entry.type, entry.mtime, entry.mode = tarfile.DIRTYPE, EPOCH, 0o755
            archive.addfile(entry)
        for path, text in files.items():
            entry = tarfile.TarInfo(path)
            entry.size, entry.mtime, entry.mode = len(text.encode()), EPOCH, 0o644
            archive.addfile(entry, io.BytesIO(text.encode()))
    return stream.getvalue()
