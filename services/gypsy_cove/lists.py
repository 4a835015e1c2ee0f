"""Read whole lists of core-api, page by page, or only what is recent."""

from datetime import datetime
from typing import Any
from uuid import UUID

from services.console.core_api import CoreApi

_PAGE = 500
"""What core-api gives at most."""
_PAGES_MAX = 20
"""Ten thousand objects; a family has fewer in a year."""


async def read_all(
    core_api: CoreApi, path: str, *parts: object, **query: str | None
) -> list[dict[str, Any]]:
    """Read a list to its end."""
    found: list[dict[str, Any]] = []
    after = query.pop("after", None)
    for _ in range(_PAGES_MAX):
        asked = {**query, "limit": _PAGE, "after": after}
        page = await core_api.get(path, *parts, query=asked)
        found += page["items"]
        after = page["next"]
        if after is None:
            break
    return found


def first_id_of(moment: datetime) -> str:
    """Return what to send as `after` for objects made since `moment`.

    core-api's ids begin with the milliseconds of their making (RFC 9562, 5.7) and are listed in
    that order.
    """
    return str(UUID(int=int(moment.timestamp() * 1000) << 80))
