"""Let a change come only from a page of this console, and every request by one of its names.

1. The Host header is one of ours: no other name may be pointed at this server (DNS rebinding). 2. A
request that is no navigation comes from our own pages or from nowhere (Sec-Fetch-Site). 3. A change
names our origin (Origin), 4. and carries a header that no form and no foreign page can send without
asking first (HX-Request). ASVS 5.0 V3.5.1 to 3.5.3.
"""

from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from services.console.settings import ConsoleSettings

_SAFE_METHODS = frozenset({"GET", "HEAD"})
_PROBES = frozenset({"/health", "/ready"})
"""Asked by the container's own health check and by operators, by other names."""


def check_source(
    method: str, path: str, headers: Headers, settings: ConsoleSettings
) -> tuple[HTTPStatus, str] | None:
    """Say why a request is refused, or None."""
    if path in _PROBES and method in _SAFE_METHODS:
        return None
    host = headers.get("host", "")
    if host not in settings.hosts:  # (1)
        return HTTPStatus.MISDIRECTED_REQUEST, "this console is not known by that name"
    if method in _SAFE_METHODS:
        found = _check_reading(headers)
    else:
        found = _check_change(
            headers, [each for each in settings.console_origins if _is_of(each, host)]
        )
    return (HTTPStatus.FORBIDDEN, found) if found else None


def _check_reading(headers: Headers) -> str:
    is_navigation = headers.get("sec-fetch-mode") == "navigate"
    is_ours = headers.get("sec-fetch-site", "none") in {"same-origin", "none"}
    return "" if is_ours or is_navigation else "another site may not load this"  # (2)


def _check_change(headers: Headers, origins: list[str]) -> str:
    # A browser that sends no Sec-Fetch-Site still sends Origin.
    site = headers.get("sec-fetch-site", "same-origin")
    if site != "same-origin" or headers.get("origin") not in origins:  # (3)
        return "a change has to come from a page of this console"
    if headers.get("hx-request") != "true":  # (4)
        return "a change has to be sent by the page's own script"
    return ""


def _is_of(origin: str, host: str) -> bool:
    return origin.partition("://")[2] == host


class SameOrigin:
    """Refuses what `check_source` refuses, before anything else is done."""

    def __init__(self, app: ASGIApp, settings: ConsoleSettings) -> None:
        self._app = app
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, or answer with the refusal."""
        if scope["type"] == "http":
            refusal = check_source(
                scope["method"], scope["path"], Headers(scope=scope), self._settings
            )
            if refusal is not None:
                status, reason = refusal
                await PlainTextResponse(f"{reason}\n", status)(scope, receive, send)
                return
        await self._app(scope, receive, send)
