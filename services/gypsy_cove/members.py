"""One member, for parents: add, look, change, delete; consent given and withdrawn."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

from starlette.responses import Response

from services.console.errors import BadFormError
from services.console.forms import Form
from services.console.gate import action, page
from services.console.visit import Visit
from services.gypsy_cove.agreements import describe_windows
from services.gypsy_cove.audience import PARENTS
from services.gypsy_cove.family import read_now
from services.gypsy_cove.household import family_of, read_household
from services.gypsy_cove.lists import read_all
from services.gypsy_cove.local_time import DAYS
from services.gypsy_cove.recorded import CONSENT_TEXT_VERSION, NOT_RECORDED, RECORDED
from services.gypsy_cove.sessions import describe_sessions

ROLES = (("child", "Child"), ("teen", "Teen"), ("parent", "Parent"), ("guest", "Guest"))
_SHOWN_DAYS = 7


async def show_new_member(visit: Visit) -> Response:
    """Show the form, with what will be recorded."""
    return visit.page(
        "family/new_member.html", roles=ROLES, recorded=RECORDED, not_recorded=NOT_RECORDED
    )


async def add_member(visit: Visit) -> Response:
    """Add a member."""
    body = parse_new_member(await visit.form())
    await visit.core_api.post("/api/v1/gypsycove/families/{}/members", family_of(visit), body=body)
    said = f"{body['display_name']} is in the list. An invitation gives a login of their own."
    return visit.done(said, "/family")


def parse_new_member(form: Form) -> dict[str, Any]:
    """Make the body of a new member.

    Raises `BadFormError` for a child without a guardian's consent.
    """
    body = {**_parse_person(form)}
    if body["role"] == "child":
        if not form.ticked("consent"):
            raise BadFormError("A child needs the consent of a guardian: tick the box, or wait.")
        body["consent_text_version"] = CONSENT_TEXT_VERSION
    return body


def _parse_person(form: Form) -> dict[str, Any]:
    body: dict[str, Any] = {"display_name": form.text("display_name"), "role": form.text("role")}
    if form.optional("birth_year") is not None:
        body["birth_year"] = form.number("birth_year")
    return body


async def show_member(visit: Visit) -> Response:
    """Show everything about a member that a parent decides."""
    member_id = visit.part("member_id")
    path, ask = "/api/v1/gypsycove/members/{}", visit.core_api
    since = (datetime.now(UTC) - timedelta(days=_SHOWN_DAYS)).isoformat()
    member, household, now, budget, downtime, sessions, consents = await asyncio.gather(
        ask.get(path, member_id),
        read_household(visit),
        read_now(visit, member_id),
        ask.get(f"{path}/budget", member_id),
        ask.get(f"{path}/downtime", member_id),
        read_all(ask, f"{path}/sessions", member_id, **{"from": since}),
        read_all(ask, f"{path}/consents", member_id),
    )
    return visit.page(
        "family/member.html",
        member=member,
        household=household,
        is_young=member["role"] in {"teen", "child"},
        now=now,
        budget=budget["minutes"],
        windows=describe_windows(downtime["windows"]),
        day_names=DAYS,
        sessions=describe_sessions(sessions, household.zone),
        consents=consents,
        roles=ROLES,
        recorded=RECORDED,
        not_recorded=NOT_RECORDED,
    )


async def change_member(visit: Visit) -> Response:
    """Change name, role or year of birth."""
    member_id = visit.part("member_id")
    body = _parse_person(await visit.form())
    await visit.core_api.patch("/api/v1/gypsycove/members/{}", member_id, body=body)
    return visit.done("The change is saved.", f"/family/members/{member_id}")


async def delete_member(visit: Visit) -> Response:
    """Delete a member; its name is typed to confirm."""
    member_id = visit.part("member_id")
    form = await visit.form()
    member = await visit.core_api.get("/api/v1/gypsycove/members/{}", member_id)
    if form.text("typed") != member["display_name"]:
        raise BadFormError("Type the name exactly as it is shown.")
    await visit.core_api.delete("/api/v1/gypsycove/members/{}", member_id)
    ended = " The login is ended." if member["user_id"] else ""
    return visit.done(f"{member['display_name']} is deleted, with all records.{ended}", "/family")


async def give_consent(visit: Visit) -> Response:
    """Consent to the text as it is now."""
    member_id = visit.part("member_id")
    if not (await visit.form()).ticked("consent"):
        raise BadFormError("Tick the box to consent.")
    await visit.core_api.post(
        "/api/v1/gypsycove/members/{}/consent",
        member_id,
        body={"text_version": CONSENT_TEXT_VERSION},
    )
    return visit.done("Thank you. The consent is recorded.", f"/family/members/{member_id}")


async def withdraw_consent(visit: Visit) -> Response:
    """Withdraw the consent: nothing more is kept until there is a new one."""
    member_id = visit.part("member_id")
    await visit.core_api.post("/api/v1/gypsycove/members/{}/consent/withdraw", member_id)
    said = "The consent is withdrawn. Nothing more is recorded until you consent again."
    return visit.done(said, f"/family/members/{member_id}")


_MEMBER = "/family/members/{member_id}"
ROUTES = (
    page("/family/new-member", show_new_member, PARENTS),
    action("/family/new-member", add_member, PARENTS),
    page(_MEMBER, show_member, PARENTS),
    action(_MEMBER, change_member, PARENTS),
    action(f"{_MEMBER}/delete", delete_member, PARENTS),
    action(f"{_MEMBER}/consent", give_consent, PARENTS),
    action(f"{_MEMBER}/consent/withdraw", withdraw_consent, PARENTS),
)
