"""Read a .deb: an ar archive of two tars. No maintainer script is ever run.

Format: deb(5). The control stanza goes to `/var/lib/dpkg/status.d/<package>`, where scanners look
in images without dpkg; the checksums beside it name only files that are really in the image.
"""

import io
import lzma
import tarfile
import zlib
from collections.abc import Iterator, Sequence

from images.definition import Reasoned
from images.packages import parse_stanza
from images.tree import Kind, Node, Tree, add, file_node, is_pruned, link_node, merged_path
from novaos.errors import EvidenceError

_AR_MAGIC = b"!<arch>\n"
_AR_HEADER = 60
STATUS_FOLDER = "var/lib/dpkg/status.d"


def add_deb(tree: Tree, content: bytes, label: str, prune: Sequence[Reasoned]) -> None:
    """Add the files and the package record of a .deb to the tree.

    Raises `EvidenceError` if it is not a well-formed package.
    """
    try:
        members = dict(_ar_members(content))
        control = _tar_files(_member(members, "control.tar"))
        nodes = dict(_data_nodes(_member(members, "data.tar"), label))
    except (ValueError, KeyError, lzma.LZMAError, zlib.error, tarfile.TarError) as error:
        raise EvidenceError(
            f"package {label} is not a readable .deb: {error}", fix="run: make lock"
        ) from error
    kept = {path: node for path, node in nodes.items() if not is_pruned(path, node, prune)}
    for path, node in kept.items():
        add(tree, path, node, label)
    stanza = control["control"]
    name = parse_stanza(stanza.decode())["Package"]
    add(tree, f"{STATUS_FOLDER}/{name}", file_node(stanza.rstrip(b"\n") + b"\n"), label)
    checksums = _kept_checksums(control.get("md5sums", b""), kept)
    add(tree, f"{STATUS_FOLDER}/{name}.md5sums", file_node(checksums), label)


def _kept_checksums(md5sums: bytes, kept: Tree) -> bytes:
    lines = md5sums.decode().splitlines(keepends=True)
    return "".join(
        line for line in lines if merged_path(line.split("  ", 1)[1].rstrip("\n")) in kept
    ).encode()


def _ar_members(content: bytes) -> Iterator[tuple[str, bytes]]:
    if not content.startswith(_AR_MAGIC):
        raise ValueError("no ar archive")
    position = len(_AR_MAGIC)
    while position + _AR_HEADER <= len(content):
        header = content[position : position + _AR_HEADER]
        name = header[:16].decode("ascii").strip().rstrip("/")
        size = int(header[48:58])
        start = position + _AR_HEADER
        if start + size > len(content):
            raise ValueError(f"member {name} is cut off")
        yield name, content[start : start + size]
        position = start + size + size % 2


def _member(members: dict[str, bytes], prefix: str) -> tarfile.TarFile:
    for name, content in members.items():
        if name == f"{prefix}.xz":
            return tarfile.open(fileobj=io.BytesIO(lzma.decompress(content)), mode="r:")
        if name == f"{prefix}.gz":
            return tarfile.open(fileobj=io.BytesIO(zlib.decompress(content, 31)), mode="r:")
        if name == prefix:
            return tarfile.open(fileobj=io.BytesIO(content), mode="r:")
    raise ValueError(f"no {prefix} in a known compression among {sorted(members)}")


def _tar_files(archive: tarfile.TarFile) -> dict[str, bytes]:
    return {
        member.name.removeprefix("./"): _content(archive, member)
        for member in archive
        if member.isfile()
    }


def _data_nodes(archive: tarfile.TarFile, label: str) -> Iterator[tuple[str, Node]]:
    for member in archive:
        if member.isdir():
            continue  # folders that matter are in the definitions
        path = merged_path(member.name)
        if member.issym():
            yield path, link_node(member.linkname)
        elif member.isfile() or member.islnk():
            yield path, file_node(_content(archive, member), member.mode)
        else:
            raise ValueError(f"{label}: /{path} is neither file, link nor folder")


def _content(archive: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    stream = archive.extractfile(member)  # follows a hard link to its content
    if stream is None:
        raise ValueError(f"{member.name} has no content")
    return stream.read()


def folder_conflicts(tree: Tree) -> list[str]:
    """Paths that are a file or link here and a folder of another path: no tar could hold both."""
    parents = {path.rsplit("/", 1)[0] for path in tree if "/" in path}
    return sorted(p for p in parents if p in tree and tree[p].kind is not Kind.FOLDER)
