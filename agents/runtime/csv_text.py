"""Render tables as CSV that is safe to open in a spreadsheet.

RFC 4180: CRLF after each record, cells with separators, quotes or line breaks in quotes. Text that
a spreadsheet would take for a formula gets an apostrophe in front
(https://owasp.org/www-community/attacks/CSV_Injection); numbers stay numbers.
"""

from collections.abc import Iterable, Sequence

Cell = str | int | None

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
_QUOTED_BECAUSE_OF = frozenset(',"\r\n')


def render_csv(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """Render the header and the rows."""
    return render_record(header) + "".join(map(render_record, rows))


def render_record(cells: Sequence[Cell]) -> str:
    """Render one line with its end."""
    return ",".join(map(_render_cell, cells)) + "\r\n"


def guard_formula(text: str) -> str:
    """Return `text` so that no spreadsheet runs it."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def _render_cell(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, int):
        return str(int(cell))
    text = guard_formula(cell)
    if text and _QUOTED_BECAUSE_OF.isdisjoint(text):
        return text
    # An empty text is quoted, so that a record of one empty cell is no blank line.
    return '"' + text.replace('"', '""') + '"'
