"""The Redis protocol, version 2, as far as an agent needs it: pure functions on bytes and a reader.

An agent uses five commands. The redis package costs 18 MB of private memory per process, mostly
asyncio and ssl, of the 25 MB an idle agent may have; this module costs 0.1 MB.
Specification: https://redis.io/docs/latest/develop/reference/protocol-spec/ (RESP2).
"""

from typing import Protocol

from agents.runtime.errors import RefusedError, UnreachableError

Reply = int | str | bytes | None | list["Reply"]

_BULK_BYTES_MAX = 1 << 20
_ELEMENTS_MAX = 1024


class ByteReader(Protocol):
    """What a buffered binary stream offers."""

    def readline(self, size: int, /) -> bytes:
        """Read up to and including a newline, `size` bytes at most."""

    def read(self, size: int, /) -> bytes:
        """Read exactly `size` bytes, or less at the end."""


def render_command(*words: str | bytes | int) -> bytes:
    """Encode one command as an array of bulk strings."""
    pieces = [b"*%d\r\n" % len(words)]
    for word in words:
        value = word if isinstance(word, bytes) else str(word).encode()
        pieces.append(b"$%d\r\n%b\r\n" % (len(value), value))
    return b"".join(pieces)


def read_reply(stream: ByteReader) -> Reply:
    """Read one reply.

    Raises `RefusedError` for an error reply, `UnreachableError` if the stream ended or is no RESP.
    """
    line = stream.readline(_BULK_BYTES_MAX)
    if not line.endswith(b"\r\n"):
        raise UnreachableError("Redis closed the connection")
    kind, rest = line[:1], line[1:-2]
    if kind == b"+":
        return rest.decode("utf-8", "replace")
    if kind == b"-":
        raise RefusedError(rest.decode("utf-8", "replace"))
    if kind == b":":
        return _parse_number(rest)
    if kind == b"$":
        return _read_bulk(stream, _parse_number(rest))
    if kind == b"*":
        return _read_array(stream, _parse_number(rest))
    raise UnreachableError(f"not a Redis reply: {line[:40]!r}")


def _parse_number(text: bytes) -> int:
    try:
        return int(text)
    except ValueError as error:
        raise UnreachableError(f"not a number in a Redis reply: {text[:40]!r}") from error


def _read_bulk(stream: ByteReader, length: int) -> bytes | None:
    if length < 0:
        return None
    if length > _BULK_BYTES_MAX:
        raise UnreachableError(f"a Redis reply of {length} bytes is more than an agent takes")
    value = stream.read(length + 2)
    if len(value) != length + 2:
        raise UnreachableError("Redis closed the connection")
    return value[:-2]


def _read_array(stream: ByteReader, length: int) -> list[Reply] | None:
    if length < 0:
        return None
    if length > _ELEMENTS_MAX:
        raise UnreachableError(f"a Redis reply of {length} elements is more than an agent takes")
    return [read_reply(stream) for _ in range(length)]
