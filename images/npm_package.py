"""Take the files that a definition names out of an npm package, and nothing else.

A package is a gzipped tar with one folder at the top. Nothing of it is executed: neither here, nor
when it was fetched. What it says of itself has to be what is locked, since the SBOM repeats it.
"""

import io
import json
import tarfile

from images.definition import NpmEntry
from images.tree import Tree, add, file_node
from novaos.errors import EvidenceError

VENDOR = "app/vendor"
_DESCRIPTION = "package.json"


def add_npm(tree: Tree, content: bytes, entry: NpmEntry) -> None:
    """Add the files of `entry` to the tree, below `/app/vendor/<name>`."""
    for path, file in read_files(content, entry).items():
        add(tree, f"{VENDOR}/{entry.name}/{path}", file_node(file), f"npm package {entry.label}")


def read_files(content: bytes, entry: NpmEntry) -> dict[str, bytes]:
    """Read the files of `entry` from a package: path in the package -> content.

    Raises `EvidenceError` if it is not readable, is another package, needs others, or lacks a file.
    """
    try:
        found = _regular_files(content, frozenset(entry.files))
        said = json.loads(found.get(_DESCRIPTION, b"{}"))
        names = (said.get("name"), said.get("version"))
        needs = sorted(said.get("dependencies", {}))
    except (tarfile.TarError, OSError, EOFError, ValueError, TypeError, AttributeError) as error:
        raise EvidenceError(
            f"npm package {entry.label} is not readable: {error}",
            fix="remove it from the cache and run: make build",
        ) from error
    if missing := sorted(set(entry.files) - found.keys()):
        raise EvidenceError(
            f"npm package {entry.label} has no file {', '.join(missing)}",
            fix="correct files in the definition: paths in the package, links are not taken",
        )
    if names != (entry.name, entry.version):
        raise EvidenceError(
            f"npm package {entry.label}: its {_DESCRIPTION} says {names[0]} {names[1]}",
            fix="do not use it; the registry delivered another package",
        )
    if needs:
        raise EvidenceError(
            f"npm package {entry.label} needs {', '.join(needs)}, which nobody locked",
            fix="choose a package that stands alone; a browser loads its files as they are",
        )
    return found


def _regular_files(content: bytes, wanted: frozenset[str]) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    with tarfile.open(fileobj=io.BytesIO(content), mode="r:gz") as archive:
        for member in archive:
            # npm strips the first folder, whatever its name is.
            path = member.name.removeprefix("./").partition("/")[2]
            if path in wanted and member.isreg():
                stream = archive.extractfile(member)
                found[path] = b"" if stream is None else stream.read()
    return found
