"""Every page and every action passes here: who asks is known before the page's own code runs.

1. The cookie is opened; without one there is only what is public. 2. The tokens are made fresh.
3. A one-time password opens only the page that changes it. 4. The role is one that the page is for;
what it may do there is core-api's decision, each time. 5. An error becomes a page, or a message in
the page that asked. 6. A session with new tokens goes back to the browser.
"""

import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from urllib.parse import quote, urlsplit

import httpx
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from services.console.client_address import visitor_address
from services.console.core_api import CoreApi
from services.console.errors import (
    ConsoleError,
    CoreApiRefusedError,
    NotForYouError,
    ReauthenticationNeededError,
    SessionOverError,
)
from services.console.grants import Refresher
from services.console.session import Seal, Session, open_session, seal_session
from services.console.visit import Site, Visit

Handler = Callable[[Visit], Awaitable[Response]]
PASSWORD_PATH = "/password"  # noqa: S105 - a path
LOGIN_PATH = "/login"
_OPEN_TO_ONE_TIME_PASSWORDS = frozenset({PASSWORD_PATH, "/logout"})
_UNAUTHORISED = 401
_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Opened:
    """What the cookie of a request had in it."""

    session: Session
    has_new_tokens: bool
    """Whether it is no longer what the browser holds."""


@dataclass(frozen=True, slots=True)
class Gate:
    """What the routes of one process pass."""

    site: Site
    seal: Seal
    client: httpx.AsyncClient
    refresher: Refresher
    is_behind_proxy: bool
    """Whether the site's TLS proxy is between people and this process."""

    @property
    def cookie(self) -> str:
        """Name of the session's cookie."""
        return f"__Host-{self.site.console.name}-session"

    def core_api(self, request: Request, access_token: str | None = None) -> CoreApi:
        """Return core-api as the holder of a token may ask it, from where the request comes."""
        return CoreApi(
            self.client,
            access_token,
            visitor_address(request, is_behind_proxy=self.is_behind_proxy),
        )

    def keep(self, answer: Response, session: Session) -> None:
        """Send the session to the browser."""
        answer.set_cookie(
            self.cookie,
            seal_session(self.seal, session),
            max_age=max(0, int(session.ends_at - time.time())),
            secure=True,
            httponly=True,
            samesite="lax",
        )

    def forget(self, answer: Response) -> None:
        """Remove the session from the browser."""
        answer.delete_cookie(self.cookie, secure=True, httponly=True, samesite="lax")

    async def read(self, request: Request) -> Opened | None:
        """Open the cookie of a request, with fresh tokens (1, 2)."""
        now = time.time()
        held = open_session(self.seal, request.cookies.get(self.cookie, ""), now)
        if held is None:
            return None
        session = await self.refresher.refresh(held, now)
        return Opened(session, has_new_tokens=session != held)


def page(path: str, handler: Handler, roles: frozenset[str] | None = None) -> Route:
    """Return the route of a page or of a part of one, for the roles of the console or some."""
    return Route(path, _guarded(handler, roles, is_public=False), methods=["GET"])


def action(path: str, handler: Handler, roles: frozenset[str] | None = None) -> Route:
    """Return the route of a change."""
    return Route(path, _guarded(handler, roles, is_public=False), methods=["POST"])


def public_page(path: str, handler: Handler) -> Route:
    """Return the route of a page for everybody; a visitor who is logged in is known to it."""
    return Route(path, _guarded(handler, None, is_public=True), methods=["GET"])


def public_action(path: str, handler: Handler) -> Route:
    """Return the route of a change that everybody may make."""
    return Route(path, _guarded(handler, None, is_public=True), methods=["POST"])


def get_gate(request: Request) -> Gate:
    """Return the gate of the process."""
    gate: Gate = request.app.state.gate
    return gate


def _guarded(
    handler: Handler, roles: frozenset[str] | None, *, is_public: bool
) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        gate = get_gate(request)
        opened: Opened | None = None
        visit = Visit(request, gate.site, gate.core_api(request), None)
        try:
            opened = await _read(gate, request, is_public=is_public)
            if opened is not None:
                session = opened.session
                core_api = gate.core_api(request, session.access_token)
                visit = replace(visit, session=session, core_api=core_api)
            if not is_public:
                _admit(visit, roles)
            answer = await handler(visit)
        except ConsoleError as error:
            answer = _answer_error(gate, visit, error)
        if opened is not None and opened.has_new_tokens and not _sets(answer, gate.cookie):
            gate.keep(answer, opened.session)  # (6)
        return answer

    return endpoint


async def _read(gate: Gate, request: Request, *, is_public: bool) -> Opened | None:
    try:
        return await gate.read(request)
    except ConsoleError:
        if is_public:
            return None
        raise


def _admit(visit: Visit, roles: frozenset[str] | None) -> None:
    session = visit.me
    path = visit.request.url.path
    if session.must_change_password and path not in _OPEN_TO_ONE_TIME_PASSWORDS:  # (3)
        raise NotForYouError(PASSWORD_PATH)
    allowed = visit.site.console.roles if roles is None else roles | {"godmode"}
    if session.role not in allowed:  # (4)
        raise NotForYouError("This page is not for your role.")


def _answer_error(gate: Gate, visit: Visit, error: ConsoleError) -> Response:
    """Make an answer of an error (5)."""
    is_refused = isinstance(error, CoreApiRefusedError) and error.status == _UNAUTHORISED
    if is_refused and visit.session is not None:
        error = SessionOverError("Your session has ended. Log in again.")
    if isinstance(error, SessionOverError):
        answer = visit.go(f"{LOGIN_PATH}?next={quote(wanted_path(visit), safe='')}")
        gate.forget(answer)
        return answer
    if isinstance(error, NotForYouError) and error.reason == PASSWORD_PATH:
        return visit.go(PASSWORD_PATH)
    _logger.info("%s: %s", type(error).__name__, int(error.status))
    if not visit.is_htmx:
        return visit.page("error.html", status_code=int(error.status), error=error)
    template = (
        "reauthenticate.html" if isinstance(error, ReauthenticationNeededError) else "notice.html"
    )
    answer = visit.fragment(template, error=error)
    answer.status_code = int(error.status)
    answer.headers["HX-Retarget"] = "#notice"
    answer.headers["HX-Reswap"] = "innerHTML"
    return answer


def wanted_path(visit: Visit) -> str:
    """Return the page to come back to after a login."""
    shown = visit.request.headers.get("hx-current-url") if visit.is_htmx else None
    if shown is None:
        found = visit.request.url
        return f"{found.path}?{found.query}" if found.query else found.path
    parts = urlsplit(shown)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def local_path(text: str | None, otherwise: str) -> str:
    """Return `text` if it is a path of this console and nothing else (no open redirect)."""
    if not text or not text.startswith("/") or text.startswith(("//", "/\\", LOGIN_PATH)):
        return otherwise
    if any(ord(character) <= ord(" ") or character == "\\" for character in text):
        return otherwise
    return text if urlsplit(text).netloc == "" else otherwise


def _sets(answer: Response, cookie: str) -> bool:
    return any(value.startswith(f"{cookie}=") for value in answer.headers.getlist("set-cookie"))
