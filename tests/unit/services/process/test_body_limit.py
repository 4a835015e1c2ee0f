"""A body over the limit is known by its declared length, or as soon as it comes."""

import asyncio
from collections.abc import MutableMapping
from typing import Any

import pytest

from services.process.body_limit import counting, declares_more

_LIMIT = 10


class _TooLargeError(Exception):
    """What the service raises."""


def _declared(*lengths: bytes) -> MutableMapping[str, Any]:
    return {"headers": [(b"host", b"99"), *((b"content-length", one) for one in lengths)]}


def _read(*parts: bytes) -> int:
    """Read a body of these parts and return how many came through."""
    waiting = list(parts)
    read = 0

    async def receive() -> MutableMapping[str, Any]:
        return {"type": "http.request", "body": waiting.pop(0), "more_body": bool(waiting)}

    async def read_all() -> None:
        nonlocal read
        counted = counting(receive, _LIMIT, _TooLargeError())
        while waiting:
            await counted()
            read += 1

    try:
        asyncio.run(read_all())
    except _TooLargeError:
        assert len(waiting) == len(parts) - read - 1, "read on after the limit"
    return read


@pytest.mark.parametrize("lengths", [(), (b"0",), (b"10",), (b"010",)])
def test_length_within_the_limit_is_let_through(lengths: tuple[bytes, ...]) -> None:
    assert not declares_more(_declared(*lengths), _LIMIT)


@pytest.mark.parametrize(
    "lengths",
    [(b"11",), (b"-1",), (b"",), (b"1e1",), (b"+5",), (b"\xb2",), (b"11", b"1"), (b"1", b"11")],
)
def test_length_over_the_limit_or_no_number_is_refused(lengths: tuple[bytes, ...]) -> None:
    assert declares_more(_declared(*lengths), _LIMIT)


@pytest.mark.parametrize("parts", [(), (b"",), (b"x" * 10,), (b"x" * 5, b"x" * 5, b"")])
def test_body_within_the_limit_comes_through(parts: tuple[bytes, ...]) -> None:
    assert _read(*parts) == len(parts)


@pytest.mark.parametrize(
    ("parts", "read"), [((b"x" * 11, b""), 0), ((b"x" * 5, b"x" * 5, b"x", b"x"), 2)]
)
def test_body_over_the_limit_is_not_read_on(parts: tuple[bytes, ...], read: int) -> None:
    assert _read(*parts) == read


def test_message_without_a_body_counts_nothing() -> None:
    async def receive() -> MutableMapping[str, Any]:
        return {"type": "http.disconnect"}

    async def read() -> MutableMapping[str, Any]:
        return await counting(receive, 0, _TooLargeError())()

    assert asyncio.run(read()) == {"type": "http.disconnect"}
