"""Urgent removals: hidden since they came in, to be decided within 48 hours."""

from datetime import UTC, datetime
from typing import Any

from starlette.responses import Response

from services.console.visit import Visit
from services.web_shell.moderation.clocks import removal_clock
from services.web_shell.moderation.listing import BASE, read_all
from services.web_shell.moderation.reasons import REASONS, read_reason, require_typed

_REMOVALS = f"{BASE}/removals"


async def show_removals(visit: Visit) -> Response:
    """List the requests with their clocks: the open ones, oldest first, then the others."""
    return visit.page("moderation/removals.html", **await _read_removals(visit))


async def show_removal_list(visit: Visit) -> Response:
    """Show the list again."""
    return visit.fragment("moderation/_removals.html", **await _read_removals(visit))


async def remove(visit: Visit) -> Response:
    """Confirm that the content stays away for good."""
    form = await visit.form()
    require_typed(form, "remove")
    return await _decide(visit, {"decision": "removed", **read_reason(form)}, "It stays removed.")


async def reject(visit: Visit) -> Response:
    """Reject the request: the content is shown again."""
    body = {"decision": "rejected", **read_reason(await visit.form())}
    return await _decide(visit, body, "The request is rejected; the content is shown again.")


async def _decide(visit: Visit, body: dict[str, Any], said: str) -> Response:
    await visit.core_api.post(f"{_REMOVALS}/{{}}/decide", visit.part("removal_id"), body=body)
    return visit.done(said, "/moderation/removals")


async def _read_removals(visit: Visit) -> dict[str, Any]:
    found = await read_all(visit.core_api, _REMOVALS)
    now = datetime.now(UTC)
    return {
        "open": [(one, removal_clock(one, now)) for one in found if one["status"] == "open"],
        "decided": [one for one in reversed(found) if one["status"] != "open"],
        "reasons": REASONS,
    }
