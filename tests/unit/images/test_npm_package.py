"""An npm package gives the files that are named, and nothing that claims to be something else."""

import gzip
import json
import tarfile
from typing import TYPE_CHECKING

import pytest

from images.npm_package import add_npm, read_files
from novaos.errors import EvidenceError
from tests.support.images import make_npm, make_tar, npm_entry

if TYPE_CHECKING:
    from images.tree import Tree

FILES = {"dist/one.js": b"let x", "dist/two.js": b"let y", "install.js": b"bad"}


def _link(path: str, target: str) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(path)
    entry.type, entry.linkname = tarfile.SYMTYPE, target
    return entry


def _needing(dependencies: object) -> bytes:
    about = {"name": "one", "version": "1.0.0", "dependencies": dependencies}
    return make_npm({**FILES, "package.json": json.dumps(about).encode()})


def test_only_named_files_are_taken() -> None:
    tree: Tree = {}
    add_npm(tree, make_npm(FILES), npm_entry("dist/one.js"))
    assert set(tree) == {
        f"app/vendor/one/{path}" for path in ("LICENSE", "dist/one.js", "package.json")
    }
    assert tree["app/vendor/one/dist/one.js"].content == b"let x"
    assert {node.mode for node in tree.values()} == {0o644}


def test_scope_is_a_folder() -> None:
    tree: Tree = {}
    add_npm(tree, make_npm({}, name="@a/one"), npm_entry(name="@a/one"))
    assert "app/vendor/@a/one/package.json" in tree


def test_name_of_the_folder_at_the_top_does_not_matter() -> None:
    assert read_files(make_npm(FILES, top="one-1.0.0"), npm_entry("dist/one.js"))


def test_missing_file_is_refused_by_name() -> None:
    with pytest.raises(EvidenceError, match=r"one 1\.0\.0 has no file dist/three\.js"):
        read_files(make_npm(FILES), npm_entry("dist/one.js", "dist/three.js"))


def test_link_in_the_place_of_a_file_is_refused() -> None:
    content = make_npm({}, special=(_link("package/dist/one.js", "/etc/passwd"),))
    with pytest.raises(EvidenceError, match=r"has no file dist/one\.js"):
        read_files(content, npm_entry("dist/one.js"))


@pytest.mark.parametrize(
    "content",
    [make_npm(FILES, name="other"), make_npm(FILES, version="1.0.1")],
    ids=["name", "version"],
)
def test_package_that_says_to_be_another_is_refused(content: bytes) -> None:
    with pytest.raises(EvidenceError, match=r"one 1\.0\.0: its package\.json says"):
        read_files(content, npm_entry("dist/one.js"))


def test_package_that_needs_another_is_refused_by_name() -> None:
    assert read_files(_needing({}), npm_entry("dist/one.js"))
    content = _needing({"two": "^1.0.0"})
    with pytest.raises(EvidenceError, match=r"npm package one 1\.0\.0 needs two, which nobody"):
        read_files(content, npm_entry("dist/one.js"))


@pytest.mark.parametrize(
    "content",
    [
        b"no gzip",
        make_npm(FILES)[:-40],
        gzip.compress(b"no tar" * 200),
        gzip.compress(make_tar({"package/package.json": b"[]", "package/LICENSE": b""}, {})),
        _needing(7),
        gzip.compress(make_tar({"package/package.json": b"{", "package/LICENSE": b""}, {})),
    ],
    ids=["no gzip", "cut off", "no tar", "a list", "a number", "no JSON"],
)
def test_damaged_package_is_refused_by_name(content: bytes) -> None:
    with pytest.raises(EvidenceError, match=r"npm package one 1\.0\.0"):
        read_files(content, npm_entry())
