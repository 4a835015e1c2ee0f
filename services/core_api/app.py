"""Build the application from its ports: routers, authentication, errors, limits.

`create_app` opens the real stores for the life of the process and connects to none of them at the
start: `/health` answers while they are away. No page describes the interface to the public.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from fastapi import Depends, FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from services.core_api import health
from services.core_api.access.enforcement import authorise
from services.core_api.answers import (
    on_bug,
    on_core_api_error,
    on_http_error,
    on_validation_error,
)
from services.core_api.blackrose.routes import router as blackrose
from services.core_api.bodies import ERROR_RESPONSES
from services.core_api.body import BodyLimit
from services.core_api.commands.routes import router as commands
from services.core_api.database import create_engine
from services.core_api.errors import CoreApiError
from services.core_api.gypsycove.routes import router as gypsycove
from services.core_api.identity.routes import router as identity
from services.core_api.interface import Ports
from services.core_api.messages.routes import router as messages
from services.core_api.redis_store import RedisStateStore, create_redis
from services.core_api.registry import PostgresRegistry
from services.core_api.routers import command, heartbeat, logs, online
from services.core_api.settings import Settings
from services.core_api.storage import Database
from services.core_api.supply.routes import router as supply
from services.core_api.telemetry.routes import router as telemetry

_AREAS = (identity, commands, telemetry, supply, blackrose, gypsycove, messages)


def build_app(ports: Ports | None = None) -> FastAPI:
    """Wire the application; the ports may be set later, before the first request."""
    app = FastAPI(
        title="core-api",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        dependencies=[Depends(authorise)],
        responses=ERROR_RESPONSES,
    )
    app.state.ports = ports
    app.add_middleware(BodyLimit)
    app.add_exception_handler(CoreApiError, on_core_api_error)
    app.add_exception_handler(RequestValidationError, on_validation_error)
    app.add_exception_handler(HTTPException, on_http_error)
    app.add_exception_handler(Exception, on_bug)
    app.include_router(health.router)
    for module in (heartbeat, online, command, logs):
        app.include_router(module.router)
    for area in _AREAS:
        app.include_router(area)
    return app


def create_app(settings: Settings) -> FastAPI:
    """Build the application with its real stores."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        engine = create_engine(settings)
        redis = create_redis(settings)
        app.state.ports = Ports(
            settings=settings,
            state_store=RedisStateStore(redis),
            registry=PostgresRegistry(engine),
            now=lambda: datetime.now(UTC),
            database=Database(engine),
        )
        yield
        await redis.aclose()
        await engine.dispose()

    app = build_app()
    app.router.lifespan_context = lifespan
    return app
