"""Stop reading a body that is larger than any form of ours."""

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from services.process.body_limit import counting, declares_more

FORM_BYTES_MAX = 128 * 1024
UPLOAD_BYTES_MAX = 10_000_000
_MULTIPART_EXTRA_BYTES = 64 * 1024
"""Boundaries and the other fields of a form with a file."""


class _TooLargeError(Exception):
    """More came than is allowed."""


class BodyLimit:
    """Answers 413 as soon as it is sure."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, counting."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        is_multipart = headers.get("content-type", "").startswith("multipart/form-data")
        limit = UPLOAD_BYTES_MAX + _MULTIPART_EXTRA_BYTES if is_multipart else FORM_BYTES_MAX
        try:
            if not declares_more(scope, limit):
                await self._app(scope, counting(receive, limit, _TooLargeError()), send)
                return
        except _TooLargeError:
            pass
        answer = PlainTextResponse(f"more than {limit} bytes are too many\n", 413)
        await answer(scope, receive, send)
