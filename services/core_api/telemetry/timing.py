"""Count and time every request under the template of its route."""

import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_ERROR = 500
_NO_ROUTE = "no route"
_METHODS = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"})


class RequestTiming:
    """Measure from the first byte of the request to the last of the answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and note what became of it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = _ERROR

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        started = time.perf_counter()
        try:
            await self._app(scope, receive, noting)
        finally:
            self._record(scope, status, time.perf_counter() - started)

    def _record(self, scope: Scope, status: int, seconds: float) -> None:
        ports = scope["app"].state.ports
        if ports is None:
            return
        method = scope["method"] if scope["method"] in _METHODS else "OTHER"
        template = getattr(scope.get("route"), "path", _NO_ROUTE)
        ports.live.requests.record((method, template), status, seconds, time.monotonic())
