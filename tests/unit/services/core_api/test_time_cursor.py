"""A cursor comes back as the time and id that it was made from; anything else is refused."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.core_api.errors import MalformedError
from services.core_api.time_cursor import read_cursor, write_cursor


@given(microseconds=st.integers(0, 9 * 10**15), identifier=st.uuids())
def test_round_trip(microseconds: int, identifier: object) -> None:
    at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds)
    assert read_cursor(write_cursor(at, str(identifier))) == (at, str(identifier))


def test_no_cursor_is_the_first_page() -> None:
    assert read_cursor(None) is None


@pytest.mark.parametrize("text", ["", "1", "x-0", "1-2", f"{10**30}-{'0' * 32}", "-1--1"])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(MalformedError, match="take `next`"):
        read_cursor(text)
