"""Everything that is recorded about a child or teen, shown to the child or teen itself."""

import asyncio

from starlette.responses import Response

from services.console.gate import page
from services.console.visit import Visit
from services.gypsy_cove.agreements import describe_windows
from services.gypsy_cove.audience import YOUNG
from services.gypsy_cove.check_ins import describe_check_ins
from services.gypsy_cove.extra_time import describe_requests
from services.gypsy_cove.household import family_of, read_household, read_own_member
from services.gypsy_cove.lists import read_all
from services.gypsy_cove.local_time import DAYS
from services.gypsy_cove.recorded import NOT_RECORDED, RECORDED
from services.gypsy_cove.sessions import describe_sessions

_MEMBER = "/api/v1/gypsycove/members/{}"
_FAMILY = "/api/v1/gypsycove/families/{}"


async def show_about_me(visit: Visit) -> Response:
    """Show every record, whole."""
    household = await read_household(visit)
    member = await read_own_member(visit)
    ask, family_id, member_id = visit.core_api, family_of(visit), member["id"]
    budget, downtime, sessions, consents, requests, check_ins = await asyncio.gather(
        ask.get(f"{_MEMBER}/budget", member_id),
        ask.get(f"{_MEMBER}/downtime", member_id),
        read_all(ask, f"{_MEMBER}/sessions", member_id),
        read_all(ask, f"{_MEMBER}/consents", member_id),
        read_all(ask, f"{_FAMILY}/extra-time", family_id),
        read_all(ask, f"{_FAMILY}/check-ins", family_id),
    )
    return visit.page(
        "me/about.html",
        member=member,
        consents=consents,
        budget=budget["minutes"],
        day_names=DAYS,
        windows=describe_windows(downtime["windows"]),
        sessions=describe_sessions(sessions, household.zone),
        requests=describe_requests(reversed(requests), household),
        check_ins=describe_check_ins(check_ins, household, member_id),
        recorded=RECORDED,
        not_recorded=NOT_RECORDED,
    )


ROUTES = (page("/about-me", show_about_me, YOUNG),)
