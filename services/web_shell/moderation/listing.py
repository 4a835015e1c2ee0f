"""A list of core-api as a whole, where open cases must not hide behind a first page."""

from typing import Any

from services.console.core_api import CoreApi, Query
from services.web_shell.whole_list import read_whole

BASE = "/api/v1/blackrose"


async def read_all(
    core_api: CoreApi, path: str, *parts: object, query: Query | None = None
) -> list[dict[str, Any]]:
    """Read a list to its end, or its first ten thousand items."""
    return (await read_whole(core_api, path, *parts, query=query)).items
