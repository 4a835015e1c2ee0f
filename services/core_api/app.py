"""Build the application from its ports: routers, authentication, errors, limits.

`create_app` opens the real stores for the life of the process and connects to none of them at the
start: `/health` answers while they are away. No page describes the interface to the public.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from fastapi import APIRouter, Depends, FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from services.core_api import health
from services.core_api.access.enforcement import authorise
from services.core_api.access.gate import Gate
from services.core_api.access.table import ACCESS_TABLE
from services.core_api.answers import (
    UncachedJson,
    on_bug,
    on_core_api_error,
    on_http_error,
    on_validation_error,
)
from services.core_api.blackrose.routes import router as blackrose
from services.core_api.bodies import ERROR_RESPONSES
from services.core_api.body import BodyLimit
from services.core_api.commands.routes import router as commands
from services.core_api.commands.sweeper import sweeping
from services.core_api.errors import CoreApiError, SettingsError
from services.core_api.gypsycove.routes import router as gypsycove
from services.core_api.identity.routes import router as identity
from services.core_api.interface import Ports
from services.core_api.messages.routes import router as messages
from services.core_api.opening import open_ports
from services.core_api.orchestration.routes import router as orchestration
from services.core_api.security.honey_watch import HoneyWatch
from services.core_api.security.routes import router as security
from services.core_api.settings import Settings
from services.core_api.supply.routes import router as supply
from services.core_api.telemetry.metrics import create_metrics
from services.core_api.telemetry.metrics_listener import metrics_listener
from services.core_api.telemetry.routes import router as telemetry
from services.core_api.telemetry.timing import RequestTiming

_AREAS = (
    identity,
    commands,
    orchestration,
    telemetry,
    supply,
    security,
    blackrose,
    gypsycove,
    messages,
)


def build_app(ports: Ports | None = None) -> FastAPI:
    """Wire the application; the ports may be set later, before the first request.

    Raises `SettingsError` if a route is in no access table.
    """
    app = FastAPI(
        title="core-api",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        dependencies=[Depends(authorise)],
        responses=ERROR_RESPONSES,
        default_response_class=UncachedJson,
    )
    app.state.ports = ports
    app.add_middleware(Gate)
    app.add_middleware(BodyLimit)
    app.add_middleware(HoneyWatch)
    app.add_middleware(RequestTiming)
    app.add_exception_handler(CoreApiError, on_core_api_error)
    app.add_exception_handler(RequestValidationError, on_validation_error)
    app.add_exception_handler(HTTPException, on_http_error)
    app.add_exception_handler(Exception, on_bug)
    app.include_router(health.router)
    for area in _AREAS:
        app.include_router(area)
    require_rows(app)
    return app


def require_rows(app: FastAPI) -> None:
    """Refuse an application that has a route without a row in the access table.

    Raises `SettingsError` with the routes.
    """
    routes = set(_routes_of(app.router))
    if without := sorted(routes - ACCESS_TABLE.keys()):
        shown = ", ".join(" ".join(route) for route in without)
        raise SettingsError(f"no row in the access table for {shown}; add one, or no route")


def _routes_of(router: APIRouter) -> Iterator[tuple[str, str]]:
    # Without `iter_route_contexts`, which builds the models of all answers: that takes half a
    # second, and is done for a route when it is asked first. A test compares with the document.
    for route in router.routes:
        nested = getattr(route, "original_router", None)
        if nested is not None:
            yield from _routes_of(nested)
        elif isinstance(route, APIRoute):
            yield from ((method, route.path) for method in route.methods or ())


def create_app(settings: Settings) -> FastAPI:
    """Build the application with its real stores.

    Raises `SettingsError` if a key or a credential cannot be used.
    """
    opened = open_ports(settings, lambda: datetime.now(UTC))

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        metrics = create_metrics(opened.ports.live)
        async with (
            metrics_listener(metrics, settings.core_api_host, settings.core_api_metrics_port),
            sweeping(opened.ports),
        ):
            yield
        await opened.close()

    app = build_app(opened.ports)
    app.router.lifespan_context = lifespan
    return app
