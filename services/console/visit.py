"""One request of one visitor: who asks, core-api as that visitor may ask it, and how to answer."""

import hashlib
import time
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from services.console.console import Console
from services.console.core_api import CoreApi
from services.console.errors import ReauthenticationNeededError, SessionOverError
from services.console.forms import Form, read_form
from services.console.session import Seal, Session
from services.console.views import Views

RECENT_SECONDS = 300.0
"""How long a given password counts as recent."""
SAID_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Site:
    """What all visits of one process share."""

    console: Console
    views: Views
    said_seal: Seal
    """Of the message that the next page shows."""

    @property
    def said_cookie(self) -> str:
        """Name of the cookie with that message."""
        return f"__Host-{self.console.name}-said"


@dataclass(frozen=True, slots=True)
class Visit:
    """One request."""

    request: Request
    site: Site
    core_api: CoreApi
    session: Session | None

    @property
    def me(self) -> Session:
        """The session; pages that need a login always have one."""
        if self.session is None:
            raise SessionOverError("Log in first.")
        return self.session

    @property
    def is_htmx(self) -> bool:
        """Whether a script of the page asks, for a part of it."""
        return self.request.headers.get("hx-request") == "true"

    def part(self, name: str) -> str:
        """Return a part of the path that the route names."""
        return str(self.request.path_params[name])

    def query(self, name: str) -> str | None:
        """Return a value of the query, or None if it is empty or not there."""
        return self.request.query_params.get(name, "").strip() or None

    async def form(self, upload_bytes_max: int = 0) -> Form:
        """Read what the form sent.

        Raises `BadFormError`.
        """
        return await read_form(self.request, upload_bytes_max)

    def require_recent_password(self) -> None:
        """Refuse what asks for a password given a short time ago.

        Raises `ReauthenticationNeededError`.
        """
        if time.time() - self.me.authenticated_at > RECENT_SECONDS:
            raise ReauthenticationNeededError("Give your password again to do this.")

    def page(self, template: str, /, status_code: int = 200, **values: Any) -> Response:  # noqa: ANN401
        """Render a whole page."""
        text = self.site.views.render(template, self._values(values))
        answer = HTMLResponse(text, status_code)
        if self.request.cookies.get(self.site.said_cookie):
            answer.delete_cookie(self.site.said_cookie, secure=True, httponly=True, samesite="lax")
        return answer

    def fragment(self, template: str, /, **values: Any) -> Response:  # noqa: ANN401 - for a template
        """Render a part of a page; 304 if the browser has it like this."""
        text = self.site.views.render(template, self._values(values)).encode()
        tag = f'"{hashlib.sha256(text).hexdigest()[:32]}"'
        headers = {"ETag": tag}
        if self.request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers=headers)
        return HTMLResponse(text, headers=headers)

    def done(self, said: str, to: str) -> Response:
        """Answer a change: go to a page of ours, which shows what was done."""
        answer = self.go(to)
        sealed = self.site.said_seal.close({"said": said})
        answer.set_cookie(
            self.site.said_cookie,
            sealed,
            max_age=SAID_SECONDS,
            secure=True,
            httponly=True,
            samesite="lax",
        )
        return answer

    def go(self, to: str) -> Response:
        """Send the browser to a page of ours."""
        if self.is_htmx:
            return Response(status_code=204, headers={"HX-Redirect": to})
        return Response(status_code=303, headers={"Location": to})

    def _values(self, values: dict[str, Any]) -> dict[str, Any]:
        session = self.session
        is_usable = session is not None and not session.must_change_password
        links = self.site.console.navigation(session) if session and is_usable else ()
        return {
            "session": session,
            "navigation": links,
            "path": self.request.url.path,
            "said": self._read_said(),
            "server_time_ms": int(time.time() * 1000),
            **values,
        }

    def _read_said(self) -> str:
        sealed = self.request.cookies.get(self.site.said_cookie, "")
        value = self.site.said_seal.open(sealed) if sealed else None
        return str(value["said"]) if value and "said" in value else ""
