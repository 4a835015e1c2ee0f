"""Look at the tokens of refused requests, and raise an alert for each honey token.

It looks after the answer was sent, so that who sends a honey token sees and measures nothing. If
the table cannot be asked, this is said in the log: then nobody knows whether it was one.
"""

import logging

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.core_api.access.actors import Reach
from services.core_api.access.principal import ANONYMOUS, Access
from services.core_api.errors import CoreApiError
from services.core_api.interface import Ports
from services.core_api.security.alerts import NewAlert, raise_alert

_logger = logging.getLogger(__name__)
_UNAUTHORISED = 401
_WATCH = Access(ANONYMOUS, Reach.ALL)
"""In whose name alerts of the platform itself are written."""


class HoneyWatch:
    """Pass every request on, and look at those that were refused."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Note the status, then look."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = 0

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        await self._app(scope, receive, noting)
        if status == _UNAUTHORISED and (tokens := read_tokens(Request(scope))):
            try:
                await look(Request(scope), tokens, scope["app"].state.ports)
            except CoreApiError as error:
                _logger.warning("honey tokens could not be looked up: %s", error.reason)


def read_tokens(request: Request) -> list[str]:
    """Return all tokens that the request carries, each scheme with and without its word."""
    bearers = request.headers.getlist("authorization")
    words = [word for header in bearers for word in header.split()]
    return list(dict.fromkeys((*words, *request.headers.getlist("x-agent-token"))))


async def look(request: Request, tokens: list[str], ports: Ports) -> None:
    """Raise an alert for each honey token among these."""
    honey = ports.live.honey
    if honey.is_old:
        honey.postpone()
        async with ports.database.transaction(_WATCH) as session:
            await honey.read(session)
    for label in honey.find(tokens):
        client = request.client.host if request.client else "unknown"
        alert = NewAlert(
            kind="honey_token",
            severity="critical",
            message=f"the honey token {label!r} was used",
            raised_by="core-api",
            evidence={"label": label, "address": client, "method": request.method},
        )
        async with ports.database.transaction(_WATCH) as session:
            await raise_alert(session, alert, ports.now())
