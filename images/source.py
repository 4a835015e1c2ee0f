"""Our own source in an image: which files, and the one hash that names their state.

The hash, not the git commit, is the image's revision label: a commit that touches no file of an
image does not change its digest.
"""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from images.tree import Tree, file_node
from novaos.errors import PreconditionError
from novaos.reference import Digest
from novaos.workspace import REPOSITORY

_LEFT_OUT = frozenset({"__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache"})
_EXECUTABLE = 0o100


def source_tree(sources: Sequence[tuple[str, str]], repository: Path = REPOSITORY) -> Tree:
    """Read the folders `sources` (repository path -> image path).

    Raises `PreconditionError` if a folder is missing or empty.
    """
    tree: Tree = {}
    for source, target in sources:
        found = dict(_files(repository / source))
        if not found:
            raise PreconditionError(
                f"source folder {source} is missing or empty",
                fix="check out the repository completely, or correct the image's definition",
            )
        for relative, path in found.items():
            mode = 0o755 if path.stat().st_mode & _EXECUTABLE else 0o644
            place = f"{target}/{relative}" if relative else target
            tree[place] = file_node(path.read_bytes(), mode)
    return tree


def _files(root: Path) -> Iterator[tuple[str, Path]]:
    if root.is_file():
        yield "", root
    for path in sorted(root.rglob("*")):
        parts = path.relative_to(root).parts
        hidden = any(part in _LEFT_OUT or part.startswith(".") for part in parts)
        if path.is_file() and not path.is_symlink() and not hidden and path.suffix != ".pyc":
            yield "/".join(parts), path


def tree_hash(tree: Tree) -> str:
    """Hash of paths, modes and contents."""
    hasher = hashlib.sha256()
    for path, node in sorted(tree.items()):
        content = Digest.of_bytes(node.content or node.target.encode())
        hasher.update(f"{path}\0{node.kind}\0{node.mode:o}\0{node.owner}\0{content}\n".encode())
    return f"sha256:{hasher.hexdigest()}"
