"""What every page of members starts from: the visitor is a member, and creators have names."""

from collections.abc import Awaitable, Callable

from starlette.responses import Response
from starlette.routing import Route

from services.console.errors import NotForYouError
from services.console.gate import action, page
from services.console.visit import Visit
from services.web_shell.whole_list import read_whole

BASE = "/api/v1/blackrose"
Handler = Callable[[Visit], Awaitable[Response]]


async def read_creators(visit: Visit) -> list[dict[str, str]]:
    """Return all creators by pseudonym."""
    found = (await read_whole(visit.core_api, f"{BASE}/creators")).items
    return sorted(found, key=lambda one: str(one["pseudonym"]).casefold())


async def read_pseudonyms(visit: Visit) -> dict[str, str]:
    """Return the pseudonym of each creator by its id."""
    return {one["id"]: one["pseudonym"] for one in await read_creators(visit)}


def member_page(path: str, handler: Handler) -> Route:
    """Return the route of a page for members."""
    return page(path, _of_member(handler))


def member_action(path: str, handler: Handler) -> Route:
    """Return the route of a change by members."""
    return action(path, _of_member(handler))


def _of_member(handler: Handler) -> Handler:
    async def guarded(visit: Visit) -> Response:
        if visit.me.role != "member":  # the founder is none, and sees everything under moderation
            raise NotForYouError("This page is for members; it shows what each may read.")
        return await handler(visit)

    return guarded
