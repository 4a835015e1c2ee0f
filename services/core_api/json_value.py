"""JSON values of clients that are kept as JSONB: what PostgreSQL cannot keep is found or replaced.

A NUL character is no text for PostgreSQL, and nesting has to end somewhere.
"""

from typing import Any

_LEVELS_MAX = 32


def find_unstorable(value: object, levels: int = _LEVELS_MAX) -> list[str]:
    """Find out why a value cannot be kept."""
    if isinstance(value, str):
        return ["a text has a NUL character"] if "\x00" in value else []
    if not isinstance(value, dict | list | tuple):
        return []
    if levels == 0:
        return [f"nested deeper than {_LEVELS_MAX} levels"]
    inner = [*value, *value.values()] if isinstance(value, dict) else value
    for one in inner:
        if found := find_unstorable(one, levels - 1):
            return found
    return []


def without_nul(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    """Return the value with U+FFFD in the place of each NUL character."""
    if isinstance(value, str):
        return value.replace("\x00", "\ufffd")
    if isinstance(value, list | tuple):
        return [without_nul(one) for one in value]
    if isinstance(value, dict):
        return {without_nul(name): without_nul(one) for name, one in value.items()}
    return value
