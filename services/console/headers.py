"""Security headers, on every answer of a console whatever it is.

Sources: OWASP ASVS 5.0 V3.4; Content Security Policy Level 3; Trusted Types. Nothing is allowed
that a page does not need: everything comes from the console itself, and no inline code runs.
"""

from collections.abc import Mapping

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.console.settings import ConsoleSettings

_HSTS_SECONDS = 31_536_000
"""ASVS 3.4.1: at least a year."""


def content_security_policy(relay_url: str = "") -> str:
    """Return the policy of all pages; only a page that listens to echo-ws may connect to it."""
    connect = f"'self' {relay_url}" if relay_url else "'self'"
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self'",
            f"connect-src {connect}",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types default novaos-inert",
        )
    )


def security_headers(settings: ConsoleSettings, *, uses_relay: bool) -> Mapping[str, str]:
    """Return the headers of every answer."""
    headers = {
        "Content-Security-Policy": content_security_policy(
            settings.relay_url if uses_relay else ""
        ),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Embedder-Policy": "require-corp",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        "Cache-Control": "no-store",
    }
    if settings.is_https:
        headers["Strict-Transport-Security"] = f"max-age={_HSTS_SECONDS}; includeSubDomains"
    return headers


class SecurityHeaders:
    """Adds the headers; an answer may set its own Content-Security-Policy or Cache-Control."""

    def __init__(self, app: ASGIApp, headers: Mapping[str, str]) -> None:
        self._app = app
        self._headers = headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, and add the headers to what comes back."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_with_headers)
