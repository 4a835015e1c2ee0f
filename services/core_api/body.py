"""Request bodies: a limit on their size, and decoding into the contract's messages."""

import re
from typing import TypeVar

import msgspec
from fastapi import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from agents.contract.limits import REQUEST_BODY_BYTES_MAX
from services.core_api.answers import error_answer
from services.core_api.errors import MalformedError, MediaTypeError, TooLargeError
from services.process.body_limit import counting, declares_more

_Value = TypeVar("_Value")
IMAGE_BYTES_MAX = 10_000_000
_IMAGE_PATH = re.compile(r"/api/v1/blackrose/posts/[^/]+/image")
LONGER_BODIES_BYTES_MAX = {("PUT", "/api/v1/supply/summary"): 512 * 1024}
"""What is more than a message: the signed summary has a table of all components in base64. The
model of its body says how long the payload itself may be."""


def bytes_max(method: str, path: str) -> int:
    """Return how large the body of a request may be: a message, but for what is named here."""
    if method == "POST" and _IMAGE_PATH.fullmatch(path):
        return IMAGE_BYTES_MAX
    return LONGER_BODIES_BYTES_MAX.get((method, path), REQUEST_BODY_BYTES_MAX)


class BodyLimit:
    """Refuse bodies over the limit: by their declared length, and while they are received."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; a longer body is an error where it is read."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = bytes_max(scope["method"], scope["path"])
        too_large = TooLargeError(f"the body may have {limit} bytes")
        if declares_more(scope, limit):
            await error_answer(too_large)(scope, receive, send)
            return
        await self._app(scope, counting(receive, limit, too_large), send)


async def read_message(request: Request, kind: type[_Value]) -> _Value:
    """Decode the JSON body into a message of the contract.

    Raises `MediaTypeError` or `MalformedError` with the place of the first fault.
    """
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type != "application/json":
        raise MediaTypeError("send JSON with the header Content-Type: application/json")
    try:
        return msgspec.json.decode(await request.body(), type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise MalformedError(str(error)[:500]) from error
