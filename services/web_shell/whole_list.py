"""A list of core-api from its first to its last page, for what is counted or drawn as a whole."""

from dataclasses import dataclass
from typing import Any

from services.console.core_api import CoreApi, Query

_PAGE_ITEMS = 500
"""As many as core-api gives at once."""
_PAGES_MAX = 20


@dataclass(frozen=True, slots=True)
class Whole:
    """The items, and whether these are all."""

    items: list[dict[str, Any]]
    is_complete: bool
    """False if there are more than a page can show; the page says so."""


async def read_whole(
    core_api: CoreApi, path: str, *parts: object, query: Query | None = None
) -> Whole:
    """Read all pages of a list, up to ten thousand items."""
    items: list[dict[str, Any]] = []
    following: str | None = None
    for _ in range(_PAGES_MAX):
        asked = {**(query or {}), "limit": _PAGE_ITEMS, "after": following}
        page = await core_api.get(path, *parts, query=asked)
        items += page["items"]
        following = page["next"]
        if following is None:
            return Whole(items, is_complete=True)
    return Whole(items, is_complete=False)
