"""The same tree gives the same bytes, whatever the order and the host."""

import gzip
import io
import tarfile
import zlib

import pytest

from images.archive import compress, render_tar
from images.definition import SOURCE_DATE_EPOCH
from images.tree import Tree, file_node, folder_node, link_node
from novaos.errors import PreconditionError
from novaos.reference import Digest

TREE: Tree = {
    "usr/bin/one": file_node(b"1", 0o755),
    "etc/two": file_node(b"2"),
    "bin": link_node("usr/bin"),
    "data": folder_node(0o700, 1000),
}


def entries(tree: Tree) -> list[tarfile.TarInfo]:
    with tarfile.open(fileobj=io.BytesIO(render_tar(tree))) as archive:
        return archive.getmembers()


def test_order_of_making_does_not_change_the_bytes() -> None:
    backwards = dict(reversed(list(TREE.items())))
    assert render_tar(TREE) == render_tar(backwards)


def test_entries_are_sorted_and_have_their_folders() -> None:
    names = [entry.name for entry in entries(TREE)]
    assert names == ["bin", "data", "etc", "etc/two", "usr", "usr/bin", "usr/bin/one"]


def test_time_and_owner_do_not_come_from_the_host() -> None:
    assert {entry.mtime for entry in entries(TREE)} == {SOURCE_DATE_EPOCH}
    owners = {entry.name: (entry.uid, entry.gid, entry.uname) for entry in entries(TREE)}
    assert owners["etc/two"] == (0, 0, "")
    assert owners["data"] == (1000, 1000, "")


def test_setuid_and_setgid_are_dropped() -> None:
    tree = {"su": file_node(b"", 0o6755), "spool": folder_node(0o2777, 0)}
    assert {entry.name: entry.mode for entry in entries(tree)} == {"su": 0o755, "spool": 0o777}


def test_sticky_folder_stays_sticky() -> None:
    assert entries({"tmp": folder_node(0o1777, 0)})[0].mode == 0o1777


def test_too_long_path_is_refused_by_name() -> None:
    with pytest.raises(PreconditionError, match="/" + "x" * 20):
        render_tar({"x" * 300: file_node(b"")})


@pytest.mark.parametrize("content", [b"", b"nova", bytes(range(256)) * 5000])
def test_gzip_is_valid_and_says_nothing_of_the_host(content: bytes) -> None:
    packed = compress(content)
    assert gzip.decompress(packed) == content
    assert packed[:10] == b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
    assert int.from_bytes(packed[-8:-4], "little") == zlib.crc32(content)


def test_gzip_bytes_are_these_on_every_host() -> None:
    # Changes only with another libdeflate or level: then all images have to be locked again.
    content = b"".join(f"{n} nova {n * n}\n".encode() for n in range(20_000))
    assert Digest.of_bytes(compress(content)).hex == (
        "e9a12451b3f4fccd716487fd453af0b3780c6b4e118fbd4f9b4613caa822b409"
    )
