"""Receive pictures within bounds: a few files at a time, and one of them decoded at a time.

Decoding happens in a thread of its own, so that everybody else is answered meanwhile.
"""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from fastapi import Request
from starlette.requests import ClientDisconnect

from services.core_api.blackrose.media_picture import Picture, read_picture
from services.core_api.errors import MalformedError, MediaTypeError, TooManyRequestsError

MEDIA_TYPE = "application/octet-stream"
_AT_ONCE = 2
_RETRY_SECONDS = 3
_RECEIVE_SECONDS = 8
"""A console gives up after 10 s."""


class Uploads:
    """The places for files that are being received or decoded."""

    def __init__(self) -> None:
        self._taken = 0
        self._decoder = ThreadPoolExecutor(max_workers=1, thread_name_prefix="picture")

    async def receive(self, request: Request) -> Picture:
        """Read the picture that is the body of a request.

        Raises `MediaTypeError`, `MalformedError`, or `TooManyRequestsError` if no place is free.
        """
        require_bytes(request)
        with self._place():
            content = await _read_body(request)
            return await asyncio.wrap_future(self._decoder.submit(read_picture, content))

    @contextmanager
    def _place(self) -> Iterator[None]:
        if self._taken >= _AT_ONCE:
            raise TooManyRequestsError("other pictures are being read; try again", _RETRY_SECONDS)
        self._taken += 1
        try:
            yield
        finally:
            self._taken -= 1


def require_bytes(request: Request) -> None:
    """Refuse a body that is declared as something else.

    Raises `MediaTypeError`.
    """
    declared = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if declared != MEDIA_TYPE:
        raise MediaTypeError(
            f"send the bytes of the file, with the header Content-Type: {MEDIA_TYPE}"
        )


async def _read_body(request: Request) -> bytes:
    content = bytearray()
    try:
        async with asyncio.timeout(_RECEIVE_SECONDS):
            async for chunk in request.stream():
                content += chunk
    except TimeoutError as error:
        raise MalformedError(f"the file did not come within {_RECEIVE_SECONDS} s") from error
    except ClientDisconnect as error:
        raise MalformedError("the file did not come whole") from error
    return bytes(content)
