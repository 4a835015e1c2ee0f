"""The moderation log, newest first: what was done, by whom and why. Nobody can change it."""

from uuid import UUID

from starlette.responses import Response

from services.console.errors import BadFormError
from services.console.visit import Visit
from services.web_shell.moderation.listing import BASE
from services.web_shell.moderation.names import read_people
from services.web_shell.moderation.reasons import WORDS

_PAGE_ITEMS = 25


async def show_log(visit: Visit) -> Response:
    """Show one page of it, of everything or of one object."""
    object_id = parse_id(visit.query("object_id"))
    query: dict[str, str | int | None] = {
        "order": "newest",
        "limit": _PAGE_ITEMS,
        "after": visit.query("after"),
        "object_id": object_id,
    }
    page = await visit.core_api.get(f"{BASE}/moderation-log", query=query)
    return visit.page(
        "moderation/log.html",
        log=page["items"],
        following=page["next"],
        object_id=object_id or "",
        people=await read_people(visit.core_api, (one["actor_id"] for one in page["items"])),
        reason_words=WORDS,
    )


def parse_id(text: str | None) -> str | None:
    """Return the id of an object as core-api writes it, or None if there is none.

    Raises `BadFormError` for something else.
    """
    if text is None:
        return None
    try:
        return str(UUID(text))
    except ValueError as error:
        raise BadFormError("object: expected its number, as lists and cases show it") from error
