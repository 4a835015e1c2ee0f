"""What every page of the studio starts from: the creator that the visitor is, and its tiers."""

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from services.console.errors import NotForYouError
from services.console.gate import action, page
from services.console.visit import Visit
from services.web_shell.whole_list import read_whole

BASE = "/api/v1/blackrose"
Handler = Callable[[Visit], Awaitable[Response]]


def own_creator(visit: Visit) -> str:
    """Return the id of the creator that the visitor is.

    Raises `NotForYouError` for the founder, who is none: core-api would show everybody's.
    """
    if visit.me.role != "creator" or visit.me.creator_id is None:
        raise NotForYouError("The studio is for creators; it shows each its own.")
    return visit.me.creator_id


async def read_tiers(visit: Visit) -> list[dict[str, Any]]:
    """Return the visitor's tiers, lowest position first."""
    path = f"{BASE}/creators/{{}}/tiers"
    return (await read_whole(visit.core_api, path, own_creator(visit))).items


def studio_page(path: str, handler: Handler) -> Route:
    """Return the route of a page of the studio."""
    return page(f"/studio{path}", _of_creator(handler))


def studio_action(path: str, handler: Handler) -> Route:
    """Return the route of a change in the studio."""
    return action(f"/studio{path}", _of_creator(handler))


def _of_creator(handler: Handler) -> Handler:
    async def guarded(visit: Visit) -> Response:
        own_creator(visit)
        return await handler(visit)

    return guarded
