"""Parts of a long list: no gap, no overlap, never too large, always an end."""

from hypothesis import given
from hypothesis import strategies as st

from agents.runtime.result_part import PART_BYTES, Part, take_part


@given(st.lists(st.text(max_size=40)), st.integers(1, 60))
def test_the_parts_joined_are_the_list(rows: list[str], bytes_max: int) -> None:
    joined: list[str] = []
    start: int | None = 0
    while start is not None:
        part = take_part(rows, start, bytes_max)
        joined += part.rows
        assert part.total == len(rows)
        start = part.next_row
    assert joined == rows


def test_a_part_fits_into_a_result() -> None:
    part = take_part(["x" * 97] * 1000, 0)
    assert len(part.rows) == PART_BYTES // 100
    assert part.next_row == len(part.rows)


def test_a_row_that_is_too_large_stands_alone() -> None:
    assert take_part(["x" * 50, "y"], 0, 10) == Part(["x" * 50], 2, 1)


def test_a_start_behind_the_end_is_an_empty_last_part() -> None:
    assert take_part(["a"], 5) == Part([], 1, None)
