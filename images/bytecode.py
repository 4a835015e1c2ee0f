"""Put bytecode beside the Python modules of a layer: compiled by the image's own Python.

That Python is taken from the locked packages and runs through its own dynamic loader, unprivileged
and without an engine. Paths in the bytecode are those of the image, hashes of strings are fixed,
and one process compiles a layer in sorted order, so that the same modules give the same bytes.
"""

import errno
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from fnmatch import fnmatchcase
from pathlib import Path

from images import compile_modules
from images.blobs import disk_error, read_blob
from images.compile_modules import parse_parts, render_parts
from images.deb import add_deb
from images.lock import LockedDeb
from images.tree import Kind, Tree, add, file_node
from novaos.command import CommandError, run
from novaos.errors import PreconditionError
from novaos.workspace import cache_folder

_PACKAGES = ("libc6", "libexpat1", "libpython3.*-minimal", "python3.*-minimal", "zlib1g")
"""What Debian's python3.13-minimal needs to start: enough to compile, and quick to unpack."""
_LOADER = "usr/lib64/ld-linux-x86-64.so.2"
_LIBRARIES = "usr/lib/x86_64-linux-gnu"
_TIMEOUT = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Compiler:
    """The Python of an image, as packages."""

    program: str
    """Path of the interpreter in the image."""
    debs: tuple[LockedDeb, ...]


def find_compiler(program: str, debs: Sequence[LockedDeb]) -> Compiler:
    """Choose the packages of the image's Python from its locked ones."""
    needed = [deb for deb in debs if any(fnmatchcase(deb.name, name) for name in _PACKAGES)]
    return Compiler(program, tuple(sorted(needed)))


def add_bytecode(tree: Tree, compiler: Compiler, layer: str) -> None:
    """Compile every module in the tree into the `__pycache__` beside it.

    Raises `PreconditionError` if a module does not compile.
    """
    sources = {
        path: node.content
        for path, node in sorted(tree.items())
        if node.kind is Kind.FILE and path.endswith(".py")
    }
    if not sources:
        return
    parts = parse_parts(_require_bytecode(sources, compiler, layer))
    for path, bytecode in zip(parts, parts, strict=True):
        add(tree, path.decode().lstrip("/"), file_node(bytecode), f"bytecode of layer {layer}")


def _require_bytecode(sources: dict[str, bytes], compiler: Compiler, layer: str) -> bytes:
    # The cache, because programs of ours run from there too; a /tmp may forbid that.
    place = cache_folder()
    try:
        place.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="bytecode-", dir=place) as folder:
            return _compile(Path(folder), compiler, sources)
    except OSError as error:
        raise disk_error(place, error) from error
    except CommandError as error:
        # The compiler starts from an empty environment: its messages are not translated.
        if os.strerror(errno.ENOSPC) in error.stderr:
            raise disk_error(place, OSError(errno.ENOSPC, "no space")) from error
        raise PreconditionError(
            f"layer {layer}: its modules could not be compiled: {error.message}",
            fix="correct the module that is named, or prune it in the definition; if none is"
            " named, check that this host is x86-64 and that programs may run from the cache",
        ) from error


def _compile(folder: Path, compiler: Compiler, sources: dict[str, bytes]) -> bytes:
    root, request, answer = folder / "root", folder / "request", folder / "answer"
    _unpack(compiler, root)
    parts = [part for path, content in sources.items() for part in (f"/{path}".encode(), content)]
    request.write_bytes(render_parts(parts))
    # Nothing of this process's environment may reach the bytes: it starts from an empty one.
    clean = ["env", "-i", f"PYTHONHOME={root / 'usr'}", "PYTHONHASHSEED=0"]
    loader: list[str | Path] = [root / _LOADER, "--library-path", root / _LIBRARIES]
    python = [*loader, root / compiler.program]
    flags = ["-B", "-P", "-S", "-s", "-W", "ignore"]
    script = Path(compile_modules.__file__)
    run([*clean, *python, *flags, script, request, answer], timeout=_TIMEOUT)
    return answer.read_bytes()


def _unpack(compiler: Compiler, root: Path) -> None:
    tree: Tree = {}
    for deb in compiler.debs:
        add_deb(tree, read_blob(deb.sha256, f"package {deb.label}"), deb.label, ())
    for path, node in tree.items():
        if not path.startswith("usr/") or path.startswith("usr/share/"):
            continue
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        if node.kind is Kind.LINK:
            place.symlink_to(node.target)
        else:
            place.write_bytes(node.content)
            place.chmod(node.mode)
