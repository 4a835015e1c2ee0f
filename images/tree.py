"""The content of a layer before it is a tar: path -> node, held in memory.

Keeps the rules every image obeys: `/usr` is merged, no setuid or setgid bit, no device, no file
that two packages disagree about.
"""

import stat
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase

from images.definition import Reasoned
from novaos.errors import PreconditionError

_MERGED = ("bin/", "sbin/", "lib/", "lib64/")
_PERMISSIONS = 0o1777
"""Permission bits that survive: not setuid (4000), not setgid (2000)."""


class Kind(StrEnum):
    """What a node is; nothing else may be in an image."""

    FILE = "file"
    LINK = "link"
    FOLDER = "folder"


@dataclass(frozen=True, slots=True)
class Node:
    """One file, symbolic link or folder."""

    kind: Kind
    mode: int
    content: bytes = b""
    target: str = ""
    owner: int = 0


Tree = dict[str, Node]
"""Path without a leading slash -> node."""


def file_node(content: bytes, mode: int = 0o644) -> Node:
    """Make a regular file; setuid and setgid bits are dropped."""
    return Node(Kind.FILE, stat.S_IMODE(mode) & _PERMISSIONS, content)


def link_node(target: str) -> Node:
    """Make a symbolic link."""
    return Node(Kind.LINK, 0o777, target=target)


def folder_node(mode: int, owner: int) -> Node:
    """Make a folder whose mode or owner matters."""
    return Node(Kind.FOLDER, mode & _PERMISSIONS, owner=owner)


def merged_path(path: str) -> str:
    """Where a path of a package is once `/usr` is merged."""
    clean = path.removeprefix("./").strip("/")
    if any(part in {"..", "."} for part in clean.split("/")):
        raise PreconditionError(f"path {path!r} leaves its folder; refusing the package")
    return f"usr/{clean}" if clean.startswith(_MERGED) else clean


def add(tree: Tree, path: str, node: Node, owner: str) -> None:
    """Put a node of `owner` into the tree; a different node at its path is an error."""
    there = tree.get(path)
    if there is not None and there != node:
        raise PreconditionError(
            f"{owner}: /{path} is already in the layer with another content",
            fix="leave one of the two out in the definition (without, prune)",
        )
    tree[path] = node


def is_pruned(path: str, node: Node, rules: Sequence[Reasoned]) -> bool:
    """Whether the rules leave this path out. Licence texts always stay.

    As in .gitignore the last rule that matches decides, and `!` before a pattern keeps the path.
    """
    if _is_licence(path, node):
        return False
    pruned = False
    for rule in rules:
        keeps = rule.name.startswith("!")
        if pruned is keeps and fnmatchcase(path, rule.name.removeprefix("!")):
            pruned = not keeps
    return pruned


def _is_licence(path: str, node: Node) -> bool:
    parts = path.split("/")
    if parts[:3] != ["usr", "share", "doc"]:
        return path.startswith("usr/share/common-licenses/")
    # A package that shares another's licence has a link in the place of its folder.
    return parts[-1] == "copyright" or (len(parts) == 4 and node.kind is Kind.LINK)  # noqa: PLR2004
