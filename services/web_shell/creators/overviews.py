"""What a creator sees of all posts at once: the calendar by week, and the statistics."""

import asyncio
from datetime import UTC, datetime, timedelta

from starlette.responses import Response

from services.console.visit import Visit
from services.web_shell.creators.plan import PLAN, view_plan
from services.web_shell.creators.plan_rows import HOURS, SPANS, WEEKDAYS, first_choice
from services.web_shell.creators.posts import STATUSES
from services.web_shell.creators.studio import BASE, own_creator, read_tiers
from services.web_shell.creators.weeks import (
    count_published,
    list_unplanned,
    list_weeks,
    monday_of,
)
from services.web_shell.form_values import parse_day
from services.web_shell.whole_list import read_whole

_WEEKS_SHOWN = 4
_WEEKS_COUNTED = 12


async def show_calendar(visit: Visit) -> Response:
    """Show four weeks of posts, last week's first, and what lyra proposes."""
    today = datetime.now(UTC).date()
    first = monday_of(parse_day(visit.query("from"), "from") or today - timedelta(weeks=1))
    posts, plan = await asyncio.gather(
        read_whole(visit.core_api, f"{BASE}/posts"),
        visit.core_api.get(PLAN, own_creator(visit)),
    )
    span = timedelta(weeks=_WEEKS_SHOWN)
    return visit.page(
        "creators/calendar.html",
        weeks=list_weeks(posts.items, first, _WEEKS_SHOWN),
        unplanned=list_unplanned(posts.items),
        is_complete=posts.is_complete,
        today=today,
        plan=view_plan(plan, posts.items),
        choice=first_choice(plan["latest"], today),
        spans=SPANS,
        hours=HOURS,
        weekdays=WEEKDAYS,
        before=(first - span).isoformat(),
        after=(first + span).isoformat(),
    )


async def show_statistics(visit: Visit) -> Response:
    """Show what core-api counts, and when posts were published."""
    counted, tiers, posts = await asyncio.gather(
        visit.core_api.get(f"{BASE}/creators/{{}}/statistics", own_creator(visit)),
        read_tiers(visit),
        read_whole(visit.core_api, f"{BASE}/posts"),
    )
    active = counted["active_entitlements"]
    return visit.page(
        "creators/statistics.html",
        posts=[(status, counted["posts"][status]) for status in STATUSES],
        upheld=counted["upheld_notices"],
        active=sum(active.values()),
        by_tier=[(tier["name"], active.get(tier["id"], 0)) for tier in tiers],
        by_week=count_published(posts.items, datetime.now(UTC).date(), _WEEKS_COUNTED),
        is_complete=posts.is_complete,
    )
