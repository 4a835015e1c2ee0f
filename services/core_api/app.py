"""Build the application from its ports: routers, authentication, errors, limits.

`create_app` opens the real stores for the life of the process and connects to none of them at the
start: `/health` answers while they are away. No page describes the interface to the public.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from fastapi import APIRouter, Depends, FastAPI
from starlette.exceptions import HTTPException

from services.core_api import health
from services.core_api.answers import on_bug, on_core_api_error, on_http_error
from services.core_api.authentication import verify_agent_token
from services.core_api.body import BodyLimit
from services.core_api.database import create_engine
from services.core_api.errors import CoreApiError
from services.core_api.interface import Ports
from services.core_api.redis_store import RedisStateStore, create_redis
from services.core_api.registry import PostgresRegistry
from services.core_api.routers import command, heartbeat, logs, online
from services.core_api.settings import Settings


def build_app(ports: Ports | None = None) -> FastAPI:
    """Wire the application; the ports may be set later, before the first request."""
    app = FastAPI(title="core-api", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.ports = ports
    app.add_middleware(BodyLimit)
    app.add_exception_handler(CoreApiError, on_core_api_error)
    app.add_exception_handler(HTTPException, on_http_error)
    app.add_exception_handler(Exception, on_bug)
    agents = APIRouter(prefix="/api/v1/agent", dependencies=[Depends(verify_agent_token)])
    for module in (heartbeat, online, command, logs):
        agents.include_router(module.router)
    app.include_router(health.router)
    app.include_router(agents)
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
        )
        yield
        await redis.aclose()
        await engine.dispose()

    app = build_app()
    app.router.lifespan_context = lifespan
    return app
