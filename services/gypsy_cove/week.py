"""The weekly report: to parents on all members, to others on themselves."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from starlette.responses import Response

from services.console.errors import NotThereError
from services.console.gate import page
from services.console.visit import Visit
from services.gypsy_cove.audience import FAMILY
from services.gypsy_cove.household import family_of, recall_household
from services.gypsy_cove.local_time import today
from services.gypsy_cove.sessions import CATEGORIES

_DAYS = 7


async def show_week(visit: Visit) -> Response:
    """Show a week: this one, or the one that is asked for."""
    household = await recall_household(visit)
    this_week = name_week(today(household.zone))
    wanted = visit.query("week") or this_week
    first_day = parse_week(wanted)
    report = await visit.core_api.get(
        "/api/v1/gypsycove/families/{}/weekly-report", family_of(visit), query={"week": wanted}
    )
    young = {one["id"] for one in household.young}
    members = [
        describe_member(one, first_day)
        for one in report["members"]
        if one["member_id"] in young or has_happened(one)
    ]
    return visit.page(
        "week/page.html",
        report=report,
        members=members,
        top=max((minutes for one in members for _, minutes in one["days"]), default=0),
        before=name_week(first_day - timedelta(days=_DAYS)),
        after=name_week(first_day + timedelta(days=_DAYS)) if wanted < this_week else None,
        is_parent=visit.me.role == "parent",
    )


def name_week(day: date) -> str:
    """`2026-W47`, the ISO 8601 week of a day."""
    year, number, _ = day.isocalendar()
    return f"{year}-W{number:02d}"


def parse_week(name: str) -> date:
    """Return the Monday of a week.

    Raises `NotThereError` if there is none of that name.
    """
    try:
        year, _, number = name.partition("-W")
        return date.fromisocalendar(int(year), int(number), 1)
    except ValueError as error:
        raise NotThereError("There is no such week.") from error


def has_happened(week: Mapping[str, Any]) -> bool:
    """Tell whether there is anything to report on a member without a budget, such as a parent."""
    return bool(week["used"] or week["extra_time"] or week["check_ins"])


def describe_member(week: Mapping[str, Any], first_day: date) -> dict[str, Any]:
    """Return a member's week with a number for each day and for each kind of screen time."""
    by_day = Counter[str]()
    by_kind = Counter[str]()
    for one in week["used"]:
        by_day[one["day"]] += one["minutes"]
        by_kind[one["category"]] += one["minutes"]
    days = (first_day + timedelta(days=number) for number in range(_DAYS))
    return {
        **week,
        "days": [(day.strftime("%a %d"), by_day[day.isoformat()]) for day in days],
        "kinds": [(word, by_kind[kind]) for kind, word in CATEGORIES if by_kind[kind]],
    }


ROUTES = (page("/week", show_week, FAMILY),)
