"""The family at a glance, for parents: each member's today, and the settings."""

import asyncio
from typing import Any

from starlette.responses import Response

from services.console.errors import BadFormError
from services.console.gate import action, local_path, page, wanted_path
from services.console.visit import Visit
from services.gypsy_cove.audience import PARENTS
from services.gypsy_cove.extra_time import read_open_requests
from services.gypsy_cove.household import family_of, read_household
from services.gypsy_cove.local_time import zone_names

_AUTO_MINUTES_MAX = 240


async def show_family(visit: Visit) -> Response:
    """Show all members and what waits for a decision."""
    household = await read_household(visit)
    young = [one["id"] for one in household.young]
    requests, *today = await asyncio.gather(
        read_open_requests(visit, household),
        *(read_now(visit, member_id) for member_id in young),
    )
    return visit.page(
        "family/home.html",
        household=household,
        today=dict(zip(young, today, strict=True)),
        requests=requests,
        is_quiet=True,
    )


async def read_now(visit: Visit, member_id: str) -> dict[str, Any]:
    """Read a member's screen time of today."""
    found: dict[str, Any] = await visit.core_api.get(
        "/api/v1/gypsycove/members/{}/screen-time", member_id
    )
    return found


async def show_now(visit: Visit) -> Response:
    """Show a member's today, as a live part."""
    now = await read_now(visit, visit.part("member_id"))
    return visit.fragment("family/_now.html", now=now)


async def stop_session(visit: Visit) -> Response:
    """Stop a member's screen time."""
    await visit.core_api.post("/api/v1/gypsycove/sessions/{}/stop", visit.part("session_id"))
    to = local_path(wanted_path(visit), "/family")
    return visit.done("The screen time is stopped.", to)


async def show_settings(visit: Visit) -> Response:
    """Show name, time zone and what riven may decide."""
    household = await read_household(visit)
    return visit.page("family/settings.html", family=household.family, zones=zone_names())


async def change_settings(visit: Visit) -> Response:
    """Change them."""
    form = await visit.form()
    minutes = form.number("auto_decide_minutes")
    if not 0 <= minutes <= _AUTO_MINUTES_MAX:
        raise BadFormError(f"minutes by rule: from 0 to {_AUTO_MINUTES_MAX}")
    body = {
        "name": form.text("name"),
        "time_zone": form.text("time_zone"),
        "auto_decide_minutes": minutes,
    }
    await visit.core_api.patch("/api/v1/gypsycove/families/{}", family_of(visit), body=body)
    return visit.done("The settings are saved.", "/family")


ROUTES = (
    page("/family", show_family, PARENTS),
    page("/family/members/{member_id}/now", show_now, PARENTS),
    action("/family/sessions/{session_id}/stop", stop_session, PARENTS),
    page("/family/settings", show_settings, PARENTS),
    action("/family/settings", change_settings, PARENTS),
)
