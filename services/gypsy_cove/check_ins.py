"""Check-ins: a parent asks for a sign of life until a time, the member gives it."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from starlette.responses import Response

from services.console.errors import BadFormError
from services.console.forms import Form
from services.console.gate import action, page
from services.console.visit import Visit
from services.gypsy_cove.audience import FAMILY, PARENTS
from services.gypsy_cove.household import (
    Household,
    family_of,
    read_household,
    recall_household,
)
from services.gypsy_cove.lists import first_id_of, read_all
from services.gypsy_cove.local_time import day_choices, parse_wall, render_wall, today

SHOWN_DAYS = 30
_LATE_MINUTES_MAX = 24 * 60
_CHECK_INS = "/api/v1/gypsycove/families/{}/check-ins"
_STATES = {
    "planned": ("planned", "info"),
    "overdue": ("late", "warn"),
    "escalated": ("late, and the family was told", "bad"),
    "done": ("done", "ok"),
}
"""State -> word and tone."""


async def show_check_ins(visit: Visit) -> Response:
    """Show check-ins: to parents all of the family and the form, to others their own."""
    household = await read_household(visit)
    return visit.page(
        "check_ins/page.html",
        **await _read(visit, household),
        household=household,
        days=day_choices(today(household.zone)),
        shown_days=SHOWN_DAYS,
    )


async def show_list(visit: Visit) -> Response:
    """Show the same, as a live part."""
    values = await _read(visit, await recall_household(visit))
    return visit.fragment("check_ins/_list.html", **values)


async def _read(visit: Visit, household: Household) -> dict[str, Any]:
    since = datetime.now(UTC) - timedelta(days=SHOWN_DAYS)
    found = await read_all(visit.core_api, _CHECK_INS, family_of(visit), after=first_id_of(since))
    own = household.of_user(visit.me.user_id)
    return {
        "check_ins": describe_check_ins(found, household, own["id"] if own else ""),
        "is_parent": visit.me.role == "parent",
    }


async def plan_check_in(visit: Visit) -> Response:
    """Ask somebody for a sign of life."""
    household = await read_household(visit)
    body = parse_check_in(await visit.form(), household)
    await visit.core_api.post(_CHECK_INS, family_of(visit), body=body)
    return visit.done("The check-in is planned.", "/check-ins")


async def finish_check_in(visit: Visit) -> Response:
    """Give the sign of life."""
    await visit.core_api.post("/api/v1/gypsycove/check-ins/{}/done", visit.part("check_in_id"))
    return visit.done("Thank you. Your family can see that you are well.", "/check-ins")


def parse_check_in(form: Form, household: Household) -> dict[str, Any]:
    """Make the body of a check-in; the time is the one on the family's wall.

    Raises `BadFormError`.
    """
    late = form.number("escalate_after_minutes")
    if not 0 <= late <= _LATE_MINUTES_MAX:
        raise BadFormError(f"minutes of waiting: from 0 to {_LATE_MINUTES_MAX}")
    return {
        "member_id": form.text("member_id"),
        "due_at": parse_wall(form.text("day"), form.text("clock"), household.zone),
        "note": form.optional("note") or "",
        "escalate_after_minutes": late,
    }


def describe_check_ins(
    check_ins: Iterable[Mapping[str, Any]], household: Household, own_id: str
) -> list[dict[str, Any]]:
    """Return check-ins in words: what is still to do first, by its time, then what is done."""
    names = household.names
    described = [
        {
            **one,
            "name": names.get(one["member_id"], "somebody"),
            "wall": render_wall(one["due_at"], household.zone),
            "state": _STATES[one["status"]][0],
            "tone": _STATES[one["status"]][1],
            "can_finish": one["member_id"] == own_id and one["status"] != "done",
        }
        for one in check_ins
    ]
    waiting = [one for one in described if one["status"] != "done"]
    done = [one for one in described if one["status"] == "done"]
    return [
        *sorted(waiting, key=lambda one: str(one["due_at"])),
        *sorted(done, key=lambda one: str(one["done_at"]), reverse=True),
    ]


ROUTES = (
    page("/check-ins", show_check_ins, FAMILY),
    page("/check-ins/list", show_list, FAMILY),
    action("/check-ins", plan_check_in, PARENTS),
    action("/check-ins/{check_in_id}/done", finish_check_in, FAMILY),
)
