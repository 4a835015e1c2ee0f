"""Connections to PostgreSQL: the address, the service's pool, and time limits on everything."""

from sqlalchemy import URL
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from services.core_api.settings import DatabaseSettings, Settings

_POOL_CONNECTIONS = 5
_POOL_OVERFLOW = 5
_POOL_TIMEOUT_SECONDS = 3
CONNECT_TIMEOUT_SECONDS = 3
_STATEMENT_TIMEOUT_MILLISECONDS = 5000


def database_url(settings: DatabaseSettings, user: str, password: str) -> URL:
    """Build the address; its password is masked when it is printed."""
    return URL.create(
        "postgresql+psycopg",
        username=user,
        password=password,
        host=settings.postgres_host,
        port=settings.postgres_port,
        database=settings.postgres_database,
    )


def create_engine(settings: Settings) -> AsyncEngine:
    """Create the pool; it connects when it is used first."""
    return create_async_engine(
        database_url(
            settings,
            settings.postgres_user,
            settings.postgres_app_password.get_secret_value(),
        ),
        pool_size=_POOL_CONNECTIONS,
        max_overflow=_POOL_OVERFLOW,
        pool_timeout=_POOL_TIMEOUT_SECONDS,
        pool_pre_ping=True,
        connect_args={
            "connect_timeout": CONNECT_TIMEOUT_SECONDS,
            "application_name": "core-api",
            "options": f"-c statement_timeout={_STATEMENT_TIMEOUT_MILLISECONDS}",
        },
        hide_parameters=True,
    )
