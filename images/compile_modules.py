"""Compile modules to unchecked-hash bytecode. An image's own Python runs this, not the host's.

Usage: `compile_modules.py REQUEST ANSWER`. Both files hold length-prefixed parts: the request path
and source, in turn, and the answer path and bytecode. It imports what is frozen into Python only.
Format of bytecode: https://docs.python.org/3.13/reference/import.html#pyc-invalidation, PEP 552.
"""

import importlib.util
import marshal
import sys
from collections.abc import Iterator

_UNCHECKED_HASH = 0b01
"""PEP 552: the file holds a hash of its source, and the import system does not compare it."""
_LENGTH_BYTES = 4


def parse_parts(content: bytes) -> Iterator[bytes]:
    """Split what `render_parts` joined."""
    position = 0
    while position < len(content):
        start = position + _LENGTH_BYTES
        position = start + int.from_bytes(content[position:start], "little")
        yield content[start:position]


def render_parts(parts: list[bytes]) -> bytes:
    """Join parts, each after its length."""
    return b"".join(len(part).to_bytes(_LENGTH_BYTES, "little") + part for part in parts)


def compile_module(path: str, source: bytes) -> bytes:
    """Return the bytecode of one module that will lie at `path`."""
    code = compile(source, path, "exec", dont_inherit=True, optimize=0)
    head = importlib.util.MAGIC_NUMBER + _UNCHECKED_HASH.to_bytes(4, "little")
    return head + importlib.util.source_hash(source) + marshal.dumps(code)


def main(request: str, answer: str) -> None:
    """Compile all modules of the request in their order, in one process."""
    with open(request, "rb") as stream:  # noqa: PTH123 - pathlib is not frozen into Python
        parts = parse_parts(stream.read())
    made: list[bytes] = []
    for name, source in zip(parts, parts, strict=True):
        path = name.decode()
        made += [importlib.util.cache_from_source(path).encode(), compile_module(path, source)]
    with open(answer, "wb") as stream:  # noqa: PTH123 - pathlib is not frozen into Python
        stream.write(render_parts(made))


if __name__ == "__main__":
    main(*sys.argv[1:])
