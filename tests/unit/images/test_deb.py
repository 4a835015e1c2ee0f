"""A .deb is read without running anything, and a damaged one is refused by name."""

import lzma
import tarfile

import pytest

from images.deb import add_deb, folder_conflicts
from images.definition import Reasoned
from images.tree import Tree, file_node
from novaos.errors import EvidenceError
from tests.support.images import _ar_member, make_deb, make_tar

FILES = {
    "bin/one": b"#!",
    "usr/share/doc/one/README": b"long",
    "usr/share/doc/one/copyright": b"MIT",
}
PRUNE = [Reasoned("usr/share/doc/*", "documentation")]


def unpack(content: bytes) -> Tree:
    tree: Tree = {}
    add_deb(tree, content, "one 1.0", PRUNE)
    return tree


def test_files_and_package_record_are_in_the_tree() -> None:
    tree = unpack(make_deb("one", FILES))
    assert set(tree) == {
        "usr/bin/one",
        "usr/share/doc/one/copyright",
        "var/lib/dpkg/status.d/one",
        "var/lib/dpkg/status.d/one.md5sums",
    }
    assert tree["var/lib/dpkg/status.d/one"].content.startswith(b"Package: one\n")


def test_checksums_name_only_files_that_are_there() -> None:
    checksums = unpack(make_deb("one", FILES))["var/lib/dpkg/status.d/one.md5sums"].content
    assert b"copyright" in checksums
    assert b"README" not in checksums


def test_setuid_file_of_a_package_loses_the_bit() -> None:
    tree = unpack(make_deb("one", FILES, modes={"bin/one": 0o4755}))
    assert tree["usr/bin/one"].mode == 0o755


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not an archive",
        make_deb("one", FILES)[:-60],
        make_deb("one", FILES).replace(b"data.tar.xz ", b"data.tar.zst"),
        b"!<arch>\n" + _ar_member("control.tar.xz", b"damaged") + _ar_member("data.tar.xz", b"x"),
    ],
    ids=["empty", "text", "cut_off", "unknown_compression", "no_xz"],
)
def test_damaged_package_is_refused_by_name(content: bytes) -> None:
    with pytest.raises(EvidenceError, match=r"one 1\.0"):
        unpack(content)


def test_device_in_a_package_is_refused() -> None:
    device = tarfile.TarInfo("./dev/sda")
    device.type = tarfile.BLKTYPE
    data = make_tar({}, {}, (device,))
    good = make_deb("one", {})
    bad = good[: good.index(b"data.tar.xz")] + _ar_member("data.tar.xz", lzma.compress(data))
    with pytest.raises(EvidenceError, match="dev/sda"):
        unpack(bad)


def test_file_that_is_a_folder_elsewhere_is_found() -> None:
    tree = {"usr/x": file_node(b""), "usr/x/y": file_node(b""), "usr/z": file_node(b"")}
    assert folder_conflicts(tree) == ["usr/x"]
