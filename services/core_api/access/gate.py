"""Authorise a request at the moment when its body is asked for first.

The framework reads and parses a body before it runs any dependency; without this, strangers could
make the server hold and parse what it will refuse, and would be told about faults in it.
"""

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.core_api.access.enforcement import authorise


class Gate:
    """Pass requests on with a `receive` that authorises first."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Wrap `receive` of requests to routes; other paths have nothing to guard."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def authorised() -> Message:
            if "route" in scope:
                await authorise(Request(scope))
            return await receive()

        await self._app(scope, authorised, send)
