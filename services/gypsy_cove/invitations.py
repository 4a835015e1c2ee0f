"""Invitations of a family: a code for a person, shown once, good once and for seven days."""

from typing import Any

from starlette.responses import Response

from services.console.errors import BadFormError
from services.console.gate import action, page
from services.console.visit import Visit
from services.gypsy_cove.audience import PARENTS
from services.gypsy_cove.household import family_of

ROLES = (("child", "A child"), ("teen", "A teen"), ("parent", "Another parent"))
WORDS = {"child": "Child", "teen": "Teen", "parent": "Parent"}
_SHOWN = 50


async def show_invitations(visit: Visit) -> Response:
    """Show invitations without their codes, and the form for a new one."""
    found = await visit.core_api.get("/api/v1/invitations", query={"limit": _SHOWN})
    own = [one for one in found["items"] if one["family_id"] == family_of(visit)]
    return visit.page("family/invitations.html", invitations=own, roles=ROLES, words=WORDS)


async def invite(visit: Visit) -> Response:
    """Make an invitation into one's own family and show its code."""
    role = (await visit.form()).text("role")
    if role not in WORDS:
        raise BadFormError("role: a child, a teen or another parent")
    made = await make_invitation(visit, role, family_of(visit))
    return visit.fragment("family/_code.html", made=made, word=WORDS[role])


async def make_invitation(visit: Visit, role: str, family_id: str) -> dict[str, Any]:
    """Ask for an invitation to a family; the answer has the code."""
    body = {"platform": "gypsycove", "role": role, "family_id": family_id}
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
