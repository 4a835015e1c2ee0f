"""A list is read to its last page, and says if it was not."""

import asyncio
from typing import Any

import httpx

from services.console.core_api import CoreApi
from services.web_shell.whole_list import read_whole


class _Pages:
    """core-api with a list of so many pages."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.asked: list[str | None] = []

    def answer(self, request: httpx.Request) -> httpx.Response:
        after = request.url.params.get("after")
        self.asked.append(after)
        page = int(after or 0)
        following = str(page + 1) if page + 1 < self.number else None
        body: dict[str, Any] = {"items": [{"page": page}], "next": following}
        return httpx.Response(200, json=body)


def _read(pages: _Pages) -> tuple[list[int], bool]:
    async def read() -> tuple[list[int], bool]:
        transport = httpx.MockTransport(pages.answer)
        async with httpx.AsyncClient(transport=transport, base_url="http://core-api") as client:
            found = await read_whole(CoreApi(client), "/list/{}", "a b")
            return [one["page"] for one in found.items], found.is_complete

    return asyncio.run(read())


def test_all_pages_are_read_in_order() -> None:
    pages = _Pages(3)
    assert _read(pages) == ([0, 1, 2], True)
    assert pages.asked == [None, "1", "2"]


def test_list_that_never_ends_is_cut_and_says_so() -> None:
    items, is_complete = _read(_Pages(1000))
    assert len(items) == 20
    assert not is_complete
