"""A long table as CSV in parts that fit into a task's result; each part repeats the header."""

from collections.abc import Sequence

import msgspec

from agents.runtime.csv_text import Cell, render_record
from agents.runtime.result_part import PART_BYTES, take_part


class CsvPart(msgspec.Struct, frozen=True):
    """Some rows of a table, with the header."""

    csv: str
    rows: int
    total: int
    next_row: int | None
    """Where the next part begins; nothing when this is the last one."""


def render_part(
    header: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    from_row: int,
    bytes_max: int = PART_BYTES,
) -> CsvPart:
    """Render the rows from `from_row` on that fit into `bytes_max`, measured as JSON."""
    part = take_part([render_record(row) for row in rows], from_row, bytes_max)
    csv = render_record(header) + "".join(part.rows)
    return CsvPart(csv, len(part.rows), part.total, part.next_row)
