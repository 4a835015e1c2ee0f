"""One transaction on the pool for what has no row level context: the agents' registry and commands.

Every failure of the database, a time-out included, is `DatabaseUnreachableError`.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.core_api.errors import DatabaseUnreachableError

_logger = logging.getLogger(__name__)
_LIMIT_SECONDS = 4.0
"""An agent waits 5 s for its answer."""


@asynccontextmanager
async def transaction(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """Open a transaction; it is committed if the block ends well."""
    try:
        async with asyncio.timeout(_LIMIT_SECONDS), engine.begin() as connection:
            yield connection
    except (SQLAlchemyError, OSError, TimeoutError) as error:
        _logger.warning("database: %s", type(error).__name__)
        raise DatabaseUnreachableError("PostgreSQL does not answer; try again later") from error
