"""Put a console together: its routes behind the gate, the checks before them, the files beside."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from pathlib import Path

import httpx
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from services.console.account import ACCOUNT_ROUTES
from services.console.assets import Assets
from services.console.body_limit import BodyLimit
from services.console.console import Console
from services.console.core_api import CoreApi, open_client
from services.console.errors import ConsoleError, NotThereError
from services.console.gate import Gate
from services.console.grants import Refresher
from services.console.headers import SecurityHeaders, security_headers
from services.console.same_origin import SameOrigin
from services.console.session import Seal
from services.console.settings import ConsoleSettings
from services.console.views import Views
from services.console.visit import Site, Visit

_STATIC = Path(__file__).parent / "static"
_COMPRESSED_FROM_BYTES = 1024


def create_app(
    console: Console, settings: ConsoleSettings, client: httpx.AsyncClient | None = None
) -> Starlette:
    """Return the application of a console; `client` reaches core-api."""
    assets = Assets((_STATIC, console.folder / "static"), settings.vendor_directory)
    asking = client or open_client(
        str(settings.core_api_url), console.name, settings.machine_key.get_secret_value()
    )
    gate = _make_gate(console, settings, Views(console, assets), asking)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        await asking.aclose()

    headers = security_headers(settings, uses_relay=console.uses_relay)
    app = Starlette(
        routes=[
            Route("/health", _health),
            Route("/ready", _ready),
            Route("/assets/{mark}/{name}", assets.serve),
            *ACCOUNT_ROUTES,
            *console.routes,
        ],
        middleware=[
            Middleware(SecurityHeaders, headers=headers),
            Middleware(SameOrigin, settings=settings),
            Middleware(BodyLimit),
            Middleware(GZipMiddleware, minimum_size=_COMPRESSED_FROM_BYTES),
        ],
        exception_handlers={HTTPException: _on_http_error, Exception: _on_bug},
        lifespan=lifespan,
    )
    app.state.gate = gate
    app.state.headers = headers
    return app


def _make_gate(
    console: Console, settings: ConsoleSettings, views: Views, client: httpx.AsyncClient
) -> Gate:
    key = bytes.fromhex(settings.session_key.get_secret_value())
    return Gate(
        site=Site(console, views, Seal(key, console.name, "said")),
        seal=Seal(key, console.name, "session"),
        client=client,
        refresher=Refresher(CoreApi(client)),
        is_behind_proxy=settings.is_https,
    )


async def _health(_: Request) -> Response:
    return JSONResponse({"status": "ok", "now": int(time.time())})


async def _ready(request: Request) -> Response:
    """Say whether core-api answers; it is asked each time."""
    gate: Gate = request.app.state.gate
    try:
        await gate.core_api(request).get("/livez")
    except ConsoleError as error:
        return JSONResponse({"status": "not ready", "reason": error.reason}, 503)
    return JSONResponse({"status": "ready"})


async def _on_http_error(request: Request, error: Exception) -> Response:
    """Answer for a path or method that is not there."""
    if not isinstance(error, HTTPException):
        raise error
    reason = "There is no such page." if error.status_code == HTTPStatus.NOT_FOUND else error.detail
    shown = NotThereError(reason)
    return _error_page(request, shown, error.status_code)


async def _on_bug(request: Request, error: Exception) -> Response:
    """Answer when nothing else applies; the server logs the error itself.

    The framework does this outside of all other layers: the headers have to come along.
    """
    del error
    reason = "an error of this console; it is in its log\n"
    return PlainTextResponse(reason, 500, headers=request.app.state.headers)


def _error_page(request: Request, error: ConsoleError, status: int) -> Response:
    gate: Gate = request.app.state.gate
    visit = Visit(request, gate.site, gate.core_api(request), None)
    return visit.page("error.html", status_code=status, error=error)
