"""Cut a long list into parts that fit into a task's result.

The caller asks for the next part with `from_row`. Parts follow each other without gap or overlap,
and each one holds at least one row, so that asking always comes to an end.
"""

from collections.abc import Sequence
from typing import Annotated, Any

import msgspec

from agents.contract.limits import RESULT_BYTES_MAX

PART_BYTES = RESULT_BYTES_MAX * 2 // 3
"""Leaves room for what stands beside the list."""

FromRow = Annotated[int, msgspec.Meta(ge=0, le=10_000_000)]


class Part(msgspec.Struct, frozen=True):
    """Some rows of a longer list."""

    rows: list[Any]
    total: int
    next_row: int | None
    """Where the next part begins; nothing when this is the last one."""


def take_part(rows: Sequence[Any], from_row: int, bytes_max: int = PART_BYTES) -> Part:
    """Return the rows from `from_row` on that fit, as JSON, into `bytes_max`."""
    taken: list[Any] = []
    size = 0
    for row in rows[from_row:]:
        size += len(msgspec.json.encode(row)) + 1
        if taken and size > bytes_max:
            break
        taken.append(row)
    end = from_row + len(taken)
    return Part(taken, len(rows), end if end < len(rows) else None)
