"""CSV that other programs read back, and that no spreadsheet executes."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.runtime.csv_part import render_part
from agents.runtime.csv_text import Cell, guard_formula, render_csv

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)
CELLS: st.SearchStrategy[Cell] = TEXTS | st.integers() | st.none()


def read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("plain", "plain"),
        ("a,b", '"a,b"'),
        ('say "hi"', '"say ""hi"""'),
        ("two\nlines", '"two\nlines"'),
        ("", '""'),
        (None, ""),
        (-5, "-5"),
        ("=1+1", "'=1+1"),
        ("+49 30 1", "'+49 30 1"),
        ("-5", "'-5"),
        ("@sum", "'@sum"),
        ("\tx", "'\tx"),
        ("\rx", '"\'\rx"'),
        ("\n=x", '"\'\n=x"'),
    ],
)
def test_a_cell_is_written_as_rfc_4180_and_without_formulas(cell: Cell, expected: str) -> None:
    assert render_csv(["h"], [[cell]]) == f"h\r\n{expected}\r\n"


@given(st.integers(1, 4).flatmap(lambda n: st.lists(st.lists(CELLS, min_size=n, max_size=n))))
def test_the_csv_module_reads_the_same_table(rows: list[list[Cell]]) -> None:
    # One cell with nothing in it is a blank line, which the csv module reads as no record.
    rows = [row for row in rows if row != [None]]
    expected = [
        ["" if cell is None else guard_formula(cell) if isinstance(cell, str) else str(cell)]
        for row in rows
        for cell in row
    ]
    assert [[cell] for row in read(render_csv(["h"], rows))[1:] for cell in row] == expected


@given(st.lists(TEXTS, min_size=1, max_size=5))
def test_no_text_cell_begins_like_a_formula(cells: list[str]) -> None:
    (record,) = read(render_csv(cells, []))
    assert not [cell for cell in record if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))]


@given(st.lists(st.tuples(TEXTS, st.integers())), st.integers(1, 200))
def test_the_parts_of_a_table_hold_every_row_once(
    rows: list[tuple[str, int]], bytes_max: int
) -> None:
    joined: list[list[str]] = []
    start: int | None = 0
    while start is not None:
        part = render_part(["text", "number"], rows, start, bytes_max)
        header, *records = read(part.csv)
        assert header == ["text", "number"]
        assert (len(records), part.total) == (part.rows, len(rows))
        joined += records
        start = part.next_row
    assert joined == [[guard_formula(text), str(number)] for text, number in rows]
