"""The Redis protocol, version 2, as far as the relay needs it: pure functions on bytes.

The relay's events all pass through here, and the asyncio client of the redis package costs more per
event than the relay's whole fan-out; `tests/bench/relay.py` has the figures.
Specification: https://redis.io/docs/latest/develop/reference/protocol-spec/ (RESP2).
"""

from services.echo_ws.errors import ZoneUnavailableError

Reply = int | bytes | None | list["Reply"] | ZoneUnavailableError
"""An error reply is a value: it answers one command, not the connection."""

_BULK, _NUMBER, _ARRAY, _SIMPLE, _ERROR = b"$:*+-"
_LINE_BYTES_MAX = 64 * 1024
_BULK_BYTES_MAX = 4 << 20


class IncompleteError(Exception):
    """The rest of the reply has not arrived yet."""


def render_command(*words: str | bytes | int) -> bytes:
    """Encode one command as an array of bulk strings."""
    pieces = [b"*%d\r\n" % len(words)]
    for word in words:
        value = word if isinstance(word, bytes) else str(word).encode()
        pieces.append(b"$%d\r\n%b\r\n" % (len(value), value))
    return b"".join(pieces)


def parse_reply(buffer: bytes, at: int) -> tuple[Reply, int]:
    """Read the reply that begins at `at` and return it with the place of the next one.

    Raises `IncompleteError` if more bytes are needed, `ZoneUnavailableError` if it is no RESP.
    """
    end = buffer.find(b"\r\n", at)
    if end < 0:
        if len(buffer) - at > _LINE_BYTES_MAX:
            raise ZoneUnavailableError("a line of Redis without an end")
        raise IncompleteError
    kind, line = buffer[at], buffer[at + 1 : end]
    if kind == _BULK:
        return _parse_bulk(buffer, end + 2, _number(line))
    if kind == _NUMBER:
        return _number(line), end + 2
    if kind == _ARRAY:
        return _parse_array(buffer, end + 2, _number(line))
    if kind == _SIMPLE:
        return line, end + 2
    if kind == _ERROR:
        return ZoneUnavailableError(line.decode("utf-8", "replace")), end + 2
    raise ZoneUnavailableError(f"not a Redis reply: {buffer[at : at + 40]!r}")


def _number(text: bytes) -> int:
    try:
        return int(text)
    except ValueError as error:
        raise ZoneUnavailableError(f"not a number in a Redis reply: {text[:40]!r}") from error


def _parse_bulk(buffer: bytes, at: int, length: int) -> tuple[bytes | None, int]:
    if length < 0:
        return None, at
    if length > _BULK_BYTES_MAX:
        raise ZoneUnavailableError(f"a Redis reply of {length} bytes is more than a relay takes")
    if len(buffer) < at + length + 2:
        raise IncompleteError
    return buffer[at : at + length], at + length + 2


def _parse_array(buffer: bytes, at: int, length: int) -> tuple[list[Reply] | None, int]:
    if length < 0:
        return None, at
    values: list[Reply] = []
    for _ in range(length):
        value, at = parse_reply(buffer, at)
        values.append(value)
    return values, at
