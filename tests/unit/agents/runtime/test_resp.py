"""The Redis protocol: commands and replies, and broken ones."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.runtime.errors import RefusedError, UnreachableError
from agents.runtime.resp import Reply, read_reply, render_command


def read(content: bytes) -> Reply:
    return read_reply(io.BytesIO(content))


@given(st.lists(st.binary(max_size=50), min_size=1, max_size=8))
def test_a_command_reads_back_as_an_array(words: list[bytes]) -> None:
    assert read(render_command(*words)) == words


def test_numbers_and_texts_are_written_as_bytes() -> None:
    assert render_command("SELECT", 3) == b"*2\r\n$6\r\nSELECT\r\n$1\r\n3\r\n"
    assert render_command("é") == b"*1\r\n$2\r\n\xc3\xa9\r\n"


@pytest.mark.parametrize(
    ("content", "value"),
    [
        (b"+OK\r\n", "OK"),
        (b":-7\r\n", -7),
        (b"$-1\r\n", None),
        (b"*-1\r\n", None),
        (b"*0\r\n", []),
        (b"$0\r\n\r\n", b""),
        (b"*2\r\n$1\r\na\r\n*1\r\n:1\r\n", [b"a", [1]]),
    ],
)
def test_reply_is_read(content: bytes, value: Reply) -> None:
    assert read(content) == value


def test_error_reply_is_a_refusal() -> None:
    with pytest.raises(RefusedError, match="NOAUTH"):
        read(b"-NOAUTH Authentication required.\r\n")


@pytest.mark.parametrize(
    "content",
    [b"", b"+OK", b"?\r\n", b":x\r\n", b"$5\r\nabc", b"$99999999\r\n", b"*99999\r\n", b"*1\r\n"],
)
def test_broken_reply_is_a_lost_connection(content: bytes) -> None:
    with pytest.raises(UnreachableError):
        read(content)


@given(st.binary(max_size=60))
def test_garbage_never_raises_anything_else(content: bytes) -> None:
    try:
        read(content)
    except (RefusedError, UnreachableError):
        return
