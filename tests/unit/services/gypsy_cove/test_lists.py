"""Lists of core-api: read to their end, or from a moment on."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

from services.console.core_api import CoreApi
from services.core_api.gypsycove.identifiers import new_id
from services.gypsy_cove.lists import first_id_of, read_all

_NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


class _Pages(CoreApi):
    """core-api with three pages of one object each."""

    def __init__(self) -> None:
        self.asked: list[object] = []

    async def get(self, path: str, *parts: object, query: Any = None) -> Any:  # noqa: ANN401 - JSON
        """Answer with the page after the one that is named."""
        del path, parts
        self.asked.append(query["after"])
        number = int(query["after"] or 0) + 1
        return {"items": [{"id": number}], "next": str(number) if number < 3 else None}


def test_list_is_read_to_its_end() -> None:
    pages = _Pages()
    found = asyncio.run(read_all(pages, "/things/{}", "x"))
    assert [one["id"] for one in found] == [1, 2, 3]
    assert pages.asked == [None, "1", "2"]


def test_list_begins_after_what_is_known() -> None:
    found = asyncio.run(read_all(_Pages(), "/things/{}", "x", after="2"))
    assert [one["id"] for one in found] == [3]


def test_first_id_of_a_moment_parts_what_was_made_before_from_what_was_made_since() -> None:
    first = first_id_of(_NOW)
    assert str(new_id(_NOW - timedelta(milliseconds=1))) < first <= str(new_id(_NOW))
