"""PostgreSQL for the areas: one transaction per piece of work, with the row level context set.

1. Every transaction says who asks, by `set_config(..., true)` with bind parameters: the context
ends with the transaction, so a pooled connection cannot carry it to somebody else. 2. What the
policies of the tables read are these five names and nothing else. 3. Every failure of the database,
a time-out included, is `DatabaseUnreachableError`; an integrity error is the caller's to name.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import text
from sqlalchemy.exc import DataError, IntegrityError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from services.core_api.access.actors import Reach
from services.core_api.access.principal import Access
from services.core_api.errors import DatabaseUnreachableError

_logger = logging.getLogger(__name__)
_LIMIT_SECONDS = 4.0
"""A client waits 5 s for its answer."""
CONTEXT_NAMES = ("app.user_id", "app.role", "app.reach", "app.family_id", "app.creator_id")  # (2)
_SET_CONTEXT = text(
    "SELECT "
    + ", ".join(
        f"set_config('{name}', :{name.removeprefix('app.')}, true)" for name in CONTEXT_NAMES
    ),
)


def context_of(access: Access) -> dict[str, str]:
    """Return the value of each context name; an empty text means "none"."""
    principal = access.principal
    is_open = principal.godmode_bypass or access.reach is Reach.ALL
    return {
        "user_id": principal.subject,
        "role": principal.role.value,
        "reach": (Reach.ALL if is_open else Reach.OWN).value,
        "family_id": principal.family or "",
        "creator_id": principal.creator or "",
    }


class Database:
    """Transactions on a pool of connections."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    @asynccontextmanager
    async def transaction(self, access: Access) -> AsyncIterator[AsyncSession]:
        """Open a transaction in the name of `access`; it is committed if the block ends well."""
        try:
            async with (
                asyncio.timeout(_LIMIT_SECONDS),
                AsyncSession(self._engine, expire_on_commit=False) as session,
                session.begin(),
            ):
                await session.execute(_SET_CONTEXT, context_of(access))  # (1)
                yield session
        except (IntegrityError, DataError):
            raise
        except (SQLAlchemyError, OSError, TimeoutError) as error:  # (3)
            _logger.warning("database: %s", type(error).__name__)
            raise DatabaseUnreachableError("PostgreSQL does not answer; try again later") from error
