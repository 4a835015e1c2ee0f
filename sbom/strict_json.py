"""Parse JSON that somebody else may have written.

Stricter than the standard library: bounded size and depth, no duplicate keys (two readers could
see different values), no NaN or Infinity (not JSON). Promises a value or an `EvidenceError`.
"""

import json
from typing import Any, NoReturn

from novaos.errors import EvidenceError

MAX_BYTES = 64 << 20
"""An SPDX document of our largest image is about 2 MB; its bundle a third more."""
MAX_DEPTH = 64
"""CycloneDX and SPDX documents nest about ten levels."""


def parse_json(content: bytes, what: str, *, max_bytes: int = MAX_BYTES) -> Any:  # noqa: ANN401 - JSON
    """Read `content`, which messages call `what`.

    Raises `EvidenceError` if it is too large, too deep, ambiguous or no JSON.
    """
    if len(content) > max_bytes:
        raise EvidenceError(f"{what}: {len(content)} bytes, expected at most {max_bytes}")
    try:
        value = json.loads(
            content.decode("utf-8"),
            object_pairs_hook=_unique_keys,
            parse_constant=_refuse_constant,
        )
    except (ValueError, RecursionError) as error:
        raise EvidenceError(f"{what}: not valid JSON: {error}") from error
    if _deeper_than(value, MAX_DEPTH):
        raise EvidenceError(f"{what}: nested deeper than {MAX_DEPTH} levels")
    return value


def parse_object(content: bytes, what: str, *, max_bytes: int = MAX_BYTES) -> dict[str, Any]:
    """Read a JSON object; anything else is refused."""
    value = parse_json(content, what, max_bytes=max_bytes)
    if not isinstance(value, dict):
        raise EvidenceError(f"{what}: a JSON {type(value).__name__}, expected an object")
    return value


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = sorted({name for name in names if names.count(name) > 1})
        raise ValueError(f"duplicate keys {twice}")
    return found


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _deeper_than(value: object, levels: int) -> bool:
    layer = [value]
    for _ in range(levels):
        layer = [
            child
            for node in layer
            if isinstance(node, dict | list)
            for child in (node.values() if isinstance(node, dict) else node)
        ]
        if not layer:
            return False
    return True
