"""Rules that every layer obeys before it is a tar."""

import pytest

from images.definition import Reasoned
from images.tree import Kind, Node, Tree, add, file_node, is_pruned, link_node, merged_path
from novaos.errors import PreconditionError

RULES = [
    Reasoned("usr/share/doc/*", "documentation"),
    Reasoned("usr/bin/*", "few tools"),
    Reasoned("!usr/bin/mv", "used"),
]


@pytest.mark.parametrize(
    ("path", "merged"),
    [
        ("./bin/sh", "usr/bin/sh"),
        ("./lib/x86_64-linux-gnu/libc.so.6", "usr/lib/x86_64-linux-gnu/libc.so.6"),
        ("lib64/ld.so", "usr/lib64/ld.so"),
        ("usr/bin/sh", "usr/bin/sh"),
        ("./etc/passwd", "etc/passwd"),
        ("binary", "binary"),
    ],
)
def test_usr_is_merged(path: str, merged: str) -> None:
    assert merged_path(path) == merged


@pytest.mark.parametrize("path", ["../etc/passwd", "usr/../../etc/shadow", "./a/./b"])
def test_path_that_leaves_its_folder_is_refused(path: str) -> None:
    with pytest.raises(PreconditionError, match="leaves its folder"):
        merged_path(path)


def test_two_packages_may_not_disagree_about_a_file() -> None:
    tree: Tree = {}
    add(tree, "etc/x", file_node(b"1"), "package a")
    add(tree, "etc/x", file_node(b"1"), "package b")
    with pytest.raises(PreconditionError, match=r"package c: /etc/x"):
        add(tree, "etc/x", file_node(b"2"), "package c")


@pytest.mark.parametrize(
    ("path", "pruned"),
    [
        ("usr/share/doc/bash/README", True),
        ("usr/share/doc/bash/copyright", False),
        ("usr/bin/perl", True),
        ("usr/bin/mv", False),
        ("usr/lib/libc.so.6", False),
    ],
)
def test_last_matching_rule_decides_and_licences_stay(path: str, pruned: bool) -> None:  # noqa: FBT001
    assert is_pruned(path, file_node(b""), RULES) is pruned


def test_link_to_another_packages_licence_stays() -> None:
    assert not is_pruned("usr/share/doc/libx-dev", link_node("libx1"), RULES)
    assert is_pruned("usr/share/doc/libx/README", link_node("../README"), RULES)


def test_nothing_but_files_links_and_folders_exists() -> None:
    assert {kind.value for kind in Kind} == {"file", "link", "folder"}
    assert Node(Kind.FILE, 0o644).owner == 0
