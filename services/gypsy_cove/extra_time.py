"""Requests for more time, for parents: what is open, live, and what was decided."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from starlette.responses import Response

from services.console.errors import BadFormError
from services.console.forms import Form
from services.console.gate import action, local_path, page, wanted_path
from services.console.visit import Visit
from services.gypsy_cove.audience import PARENTS
from services.gypsy_cove.household import (
    Household,
    family_of,
    read_household,
    recall_household,
)
from services.gypsy_cove.lists import first_id_of, read_all
from services.gypsy_cove.local_time import render_date

SHOWN_DAYS = 30
GIVEN_MINUTES_MAX = 240
"""core-api gives no more at once, and lets nobody ask for more."""
TONES = {"open": "info", "approved": "ok", "denied": "bad", "expired": "mute"}
_DECISIONS = {"approve": "approved", "deny": "denied"}


async def show_requests(visit: Visit) -> Response:
    """Show open requests, and the decided ones of the last days."""
    household = await read_household(visit)
    found = await read_recent_requests(visit, household)
    return visit.page(
        "family/requests.html",
        requests=[one for one in found if one["status"] == "open"],
        decided=[one for one in found if one["status"] != "open"],
        days=SHOWN_DAYS,
        is_quiet=False,
    )


async def show_open_requests(visit: Visit) -> Response:
    """Show the open requests, as a live part; a quiet one says nothing where there is none."""
    household = await recall_household(visit)
    requests = await read_open_requests(visit, household)
    is_quiet = visit.query("quiet") is not None
    return visit.fragment("family/_requests.html", requests=requests, is_quiet=is_quiet)


async def decide(visit: Visit) -> Response:
    """Approve or deny a request."""
    form = await visit.form()
    decision = form.text("decision")
    body = parse_decision(form)
    await visit.core_api.post(
        f"/api/v1/gypsycove/extra-time/{{}}/{decision}", visit.part("request_id"), body=body
    )
    to = local_path(wanted_path(visit), "/requests")
    return visit.done(f"The request is {_DECISIONS[decision]}.", to)


def parse_decision(form: Form) -> dict[str, Any]:
    """Make the body of a decision; an approval says how many minutes are given.

    Raises `BadFormError` if it is neither an approval nor a denial.
    """
    decision = form.text("decision")
    if decision not in _DECISIONS:
        raise BadFormError("decision: approve or deny")
    body: dict[str, Any] = {"note": form.optional("note") or ""}
    if decision == "approve" and form.optional("minutes") is not None:
        body["minutes"] = form.number("minutes")
        if not 1 <= body["minutes"] <= GIVEN_MINUTES_MAX:
            raise BadFormError(f"minutes to give: from 1 to {GIVEN_MINUTES_MAX}")
    return body


async def read_open_requests(visit: Visit, household: Household) -> list[dict[str, Any]]:
    """Read what waits for a decision."""
    found = await read_all(
        visit.core_api,
        "/api/v1/gypsycove/families/{}/extra-time",
        family_of(visit),
        status="open",
    )
    return describe_requests(found, household)


async def read_recent_requests(visit: Visit, household: Household) -> list[dict[str, Any]]:
    """Read the requests of the last days, the latest first."""
    since = datetime.now(UTC) - timedelta(days=SHOWN_DAYS)
    found = await read_all(
        visit.core_api,
        "/api/v1/gypsycove/families/{}/extra-time",
        family_of(visit),
        after=first_id_of(since),
    )
    return describe_requests(reversed(found), household)


def describe_requests(
    requests: Iterable[Mapping[str, Any]], household: Household
) -> list[dict[str, Any]]:
    """Return requests with the names of who asked and who decided."""
    names = household.names
    return [
        {
            **one,
            "name": names.get(one["member_id"], "somebody"),
            "decider": household.name_decider(one["decided_by"]),
            "day_words": render_date(one["day"]),
            "tone": TONES[one["status"]],
        }
        for one in requests
    ]


ROUTES = (
    page("/requests", show_requests, PARENTS),
    page("/requests/open", show_open_requests, PARENTS),
    action("/requests/{request_id}/decision", decide, PARENTS),
)
