"""Invitations of a family: a code for one of its members, shown once, good once and for seven days.

Whoever takes up a code is that member from then on; a code for somebody who is not in the list puts
them there.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from starlette.responses import Response

from services.console.errors import BadFormError
from services.console.gate import action, page
from services.console.visit import Visit
from services.gypsy_cove.audience import PARENTS
from services.gypsy_cove.household import Household, family_of, read_household

WORDS = {"child": "Child", "teen": "Teen", "parent": "Parent"}
"""Roles that log in; guests do not."""
_NEW = "new "
_SHOWN = 50


async def show_invitations(visit: Visit) -> Response:
    """Show invitations without their codes, and the form for a new one."""
    household = await read_household(visit)
    found = await visit.core_api.get("/api/v1/invitations", query={"limit": _SHOWN})
    own = [one for one in found["items"] if one["family_id"] == household.id]
    return visit.page(
        "family/invitations.html",
        invitations=describe_invitations(own, household),
        choices=list_choices(household),
        chosen=visit.query("member") or "",
    )


async def invite(visit: Visit) -> Response:
    """Make an invitation into one's own family and show its code."""
    household = await read_household(visit)
    for_whom = (await visit.form()).text("for_whom")
    words = dict(list_choices(household)).get(for_whom)
    if words is None:
        raise BadFormError("For whom: a member without a login, or somebody new.")
    role, member_id = parse_choice(for_whom, household)
    made = await make_invitation(visit, role, family_of(visit), member_id)
    return visit.fragment("family/_code.html", made=made, word=words)


def list_choices(household: Household) -> list[tuple[str, str]]:
    """Return for whom an invitation can be: members without a login first, then newcomers."""
    waiting = [
        (one["id"], f"{one['display_name']} ({one['role']})")
        for one in household.members
        if one["user_id"] is None and one["role"] in WORDS
    ]
    newcomers = [(f"{_NEW}{role}", f"A {role} who is not in the list yet") for role in WORDS]
    return [*waiting, *newcomers]


def parse_choice(for_whom: str, household: Household) -> tuple[str, str | None]:
    """Return role and member of something that was chosen in `list_choices`."""
    if for_whom.startswith(_NEW):
        return for_whom.removeprefix(_NEW), None
    roles = {one["id"]: one["role"] for one in household.members}
    return roles[for_whom], for_whom


def describe_invitations(
    invitations: Iterable[Mapping[str, Any]], household: Household
) -> list[dict[str, Any]]:
    """Return invitations with the name of whom each is for, and of who took it up."""
    names = household.names
    shown = []
    for one in invitations:
        taker = household.of_user(one["accepted_by"] or "")
        name = names.get(one["member_id"] or "")
        shown.append(
            {
                **one,
                "for_whom": name or WORDS[one["role"]],
                "taker": taker["display_name"] if taker else "somebody without a login here now",
            }
        )
    return shown


async def make_invitation(
    visit: Visit, role: str, family_id: str, member_id: str | None = None
) -> dict[str, Any]:
    """Ask for an invitation to a family; the answer has the code."""
    body = {"platform": "gypsycove", "role": role, "family_id": family_id, "member_id": member_id}
    made: dict[str, Any] = await visit.core_api.post("/api/v1/invitations", body=body)
    return made


async def withdraw_invitation(visit: Visit) -> Response:
    """Make a code worthless."""
    await visit.core_api.delete("/api/v1/invitations/{}", visit.part("invitation_id"))
    return visit.done("The invitation is withdrawn.", "/family/invitations")


ROUTES = (
    page("/family/invitations", show_invitations, PARENTS),
    action("/family/invitations", invite, PARENTS),
    action("/family/invitations/{invitation_id}/withdraw", withdraw_invitation, PARENTS),
)
