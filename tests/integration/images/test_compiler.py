"""The image's real Python compiles on this host: the same bytes whatever surrounds it."""

import os
from collections.abc import Mapping

import pytest

from images.bytecode import Compiler, add_bytecode, find_compiler
from images.lock import ImageLock
from images.tree import Tree, file_node
from novaos.errors import PreconditionError

PROGRAM = "usr/bin/python3.13"
MODULE = b'"""Text."""\nassert __debug__\nCHOICES = 1 in {"one", "two", "three", None, 4.5}\n'
SURROUNDINGS = {
    "PYTHONHASHSEED": "7",
    "PYTHONOPTIMIZE": "2",
    "PYTHONWARNINGS": "error",
    "PYTHONPATH": "/nowhere",
    "LD_LIBRARY_PATH": "/nowhere",
    "TZ": "Asia/Tokyo",
    "LC_ALL": "C",
}


@pytest.fixture
def compiler(locks: Mapping[str, ImageLock]) -> Compiler:
    return find_compiler(PROGRAM, locks["agent-nova"].debs)


def compiled(compiler: Compiler, content: bytes) -> Tree:
    tree = {"app/one.py": file_node(content), "app/data.txt": file_node(b"x =")}
    add_bytecode(tree, compiler, "small")
    return tree


def test_surroundings_do_not_reach_the_bytes(
    compiler: Compiler, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = compiled(compiler, MODULE)
    for name, value in SURROUNDINGS.items():
        monkeypatch.setenv(name, value)
    previous = os.umask(0o077)
    try:
        second = compiled(compiler, MODULE)
    finally:
        os.umask(previous)
    assert first == second
    assert set(first) == {
        "app/one.py",
        "app/data.txt",
        "app/__pycache__/one.cpython-313.pyc",
    }


def test_other_modules_give_other_bytes(compiler: Compiler) -> None:
    assert compiled(compiler, MODULE) != compiled(compiler, MODULE + b"MORE = 1\n")


def test_module_that_does_not_compile_stops_the_build_by_name(compiler: Compiler) -> None:
    with pytest.raises(PreconditionError, match=r"layer small(.|\n)*/app/one\.py(.|\n)*prune"):
        compiled(compiler, b"x =\n")


def test_warning_of_a_module_does_not_stop_the_build(compiler: Compiler) -> None:
    assert len(compiled(compiler, b'x = "\\d"\n')) == 3
