"""Turn a tree into the bytes of a layer: the same tree gives the same bytes on every host.

Sorted plain ustar entries with one fixed time, root as owner unless the tree says otherwise, and
gzip around libdeflate's output, because the host's zlib may be any version or fork of it.
"""

import io
import struct
import tarfile
from pathlib import PurePosixPath

import deflate

from images.definition import SOURCE_DATE_EPOCH
from images.tree import Kind, Node, Tree
from novaos.errors import PreconditionError

COMPRESSION_LEVEL = 6
"""Of 1 to 12. Measured on the layer of PostgreSQL (84 MB): 6 gives 31.4 MB in 0.9 s, 9 gives 0.6 %
less in 2.4 s, 12 gives 4 % less in 15 s."""
# RFC 1952, 2.3: magic, deflate, no flags, no time, no hint, unknown system.
_GZIP_HEADER = b"\x1f\x8b\x08\x00" + b"\x00" * 4 + b"\x00\xff"
_TYPES = {Kind.FILE: tarfile.REGTYPE, Kind.LINK: tarfile.SYMTYPE, Kind.FOLDER: tarfile.DIRTYPE}


def render_tar(tree: Tree) -> bytes:
    """Write the tree as an uncompressed tar, folders before what is in them."""
    complete = {**_parents(tree), **tree}
    output = io.BytesIO()
    with tarfile.open(fileobj=output, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for path in sorted(complete):
            node = complete[path]
            try:
                archive.addfile(_entry(path, node), io.BytesIO(node.content))
            except ValueError as error:
                raise PreconditionError(
                    f"/{path}: {error}", fix="prune it or shorten the path (ustar: 255 characters)"
                ) from error
    return output.getvalue()


def compress(content: bytes) -> bytes:
    """Write `content` as one gzip member that depends on nothing but `content`."""
    # RFC 1952, 2.3.1: CRC-32 and size modulo 2^32 of the original, little endian.
    trailer = struct.pack("<II", deflate.crc32(content), len(content) & 0xFFFFFFFF)
    return _GZIP_HEADER + bytes(deflate.deflate_compress(content, COMPRESSION_LEVEL)) + trailer


def _parents(tree: Tree) -> Tree:
    folders = {str(parent) for path in tree for parent in PurePosixPath(path).parents}
    return {path: Node(Kind.FOLDER, 0o755) for path in folders - {"."}}


def _entry(path: str, node: Node) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(path)
    entry.type = _TYPES[node.kind]
    entry.mode = node.mode
    entry.uid = entry.gid = node.owner
    entry.mtime = SOURCE_DATE_EPOCH
    entry.size = len(node.content)
    entry.linkname = node.target
    return entry
