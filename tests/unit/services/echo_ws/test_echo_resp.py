"""The relay's reader of Redis replies: whole, split anywhere, and broken."""

import pytest

from services.echo_ws.errors import ZoneUnavailableError
from services.echo_ws.resp import IncompleteError, Reply, parse_reply, render_command

_REPLIES: list[tuple[bytes, Reply]] = [
    (b"+OK\r\n", b"OK"),
    (b":42\r\n", 42),
    (b"$-1\r\n", None),
    (b"$0\r\n\r\n", b""),
    (b"$5\r\na\r\nbc\r\n", b"a\r\nbc"),
    (b"*-1\r\n", None),
    (b"*3\r\n$7\r\nmessage\r\n$1\r\nc\r\n$2\r\n{}\r\n", [b"message", b"c", b"{}"]),
    (b"*2\r\n*1\r\n:1\r\n$-1\r\n", [[1], None]),
]


def test_command_is_an_array_of_bulk_strings() -> None:
    assert render_command("SET", b"k", 1) == b"*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$1\r\n1\r\n"


@pytest.mark.parametrize(("text", "value"), _REPLIES)
def test_reply_is_read_to_its_end(text: bytes, value: Reply) -> None:
    assert parse_reply(b"..." + text + b"+more\r\n", 3) == (value, 3 + len(text))


@pytest.mark.parametrize("text", [text for text, _ in _REPLIES])
def test_reply_that_is_split_anywhere_is_incomplete(text: bytes) -> None:
    for end in range(len(text)):
        with pytest.raises(IncompleteError):
            parse_reply(text[:end], 0)


def test_error_reply_is_a_value() -> None:
    reply, at = parse_reply(b"-NOPERM no\r\n", 0)
    assert isinstance(reply, ZoneUnavailableError)
    assert (str(reply), at) == ("NOPERM no", 12)


@pytest.mark.parametrize(
    "text",
    [b"HTTP/1.1 200\r\n", b":x\r\n", b"$x\r\n", b"$99999999\r\n", b"*1\r\n?\r\n", b"+" * 70_000],
)
def test_what_is_no_resp_is_refused(text: bytes) -> None:
    with pytest.raises(ZoneUnavailableError):
        parse_reply(text, 0)
