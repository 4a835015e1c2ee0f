"""A database that never answers, for tests of everything that comes before it."""

from typing import NoReturn

from services.core_api.access.principal import Access
from services.core_api.errors import DatabaseUnreachableError
from services.core_api.storage import Database


class ClosedDatabase(Database):
    """Fails at once, where a real one would be waited for."""

    def __init__(self) -> None:
        """Need no pool."""

    def transaction(self, access: Access) -> NoReturn:
        """Fail."""
        del access
        raise DatabaseUnreachableError("PostgreSQL does not answer; try again later")
