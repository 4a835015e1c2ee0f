"""Which Debian package a file of an image belongs to, from the lists of files inside the image.

Needed for what scanners find inside a packaged file, such as the Go modules in a program: it came
with a locked package and is no input of its own.
"""

import json
import tarfile
from pathlib import Path

from novaos.reference import Digest

_LISTS = "var/lib/dpkg/status.d/"
_SUFFIX = ".md5sums"


def read_file_owners(layout: Path, image: Digest) -> dict[str, str]:
    """Read every package's list of files: absolute path -> package name.

    The layout's bytes are checked by `sbom.layout.require_layout` before.
    """
    blobs = layout / "blobs" / "sha256"
    manifest = json.loads((blobs / image.hex).read_bytes())
    owners: dict[str, str] = {}
    for descriptor in manifest["layers"]:
        blob = blobs / Digest(descriptor["digest"]).hex
        with tarfile.open(blob, "r:*") as archive:
            for member in archive:
                name = member.name.removeprefix("./")
                if name.startswith(_LISTS) and name.endswith(_SUFFIX) and member.isfile():
                    stream = archive.extractfile(member)
                    package = name.removeprefix(_LISTS).removesuffix(_SUFFIX)
                    text = b"" if stream is None else stream.read()
                    owners |= dict.fromkeys(_paths(text.decode(errors="replace")), package)
    return owners


def _paths(text: str) -> list[str]:
    # md5sums(5): a digest, two spaces, the path without a leading slash.
    found = []
    for line in text.splitlines():
        _, two_spaces, path = line.partition("  ")
        if two_spaces:
            path = path.removeprefix("./")
            found.append(f"/{path}")
    return found
