"""Creators, and the people of the platform: who is what, and invitations for those to come.

A moderator makes creators and members; only the founder makes moderators.
"""

import asyncio
from typing import Any

from starlette.responses import Response

from services.console.errors import BadFormError
from services.console.forms import Form
from services.console.visit import Visit
from services.web_shell.moderation.listing import BASE, read_all
from services.web_shell.moderation.reasons import require_typed

_PLATFORM = "blackrose"
_PAGE_ITEMS = 25
ROLES = (("member", "Member"), ("creator", "Creator"))
_FOUNDERS_ROLES = (*ROLES, ("admin", "Moderator"))


async def show_creators(visit: Visit) -> Response:
    """List the creators, and the form for a new one."""
    creators = await read_all(visit.core_api, f"{BASE}/creators")
    return visit.page("moderation/creators.html", creators=creators[::-1])


async def create_creator(visit: Visit) -> Response:
    """Create a creator; its person is invited next."""
    body = {"pseudonym": (await visit.form()).text("pseudonym")}
    made = await visit.core_api.post(f"{BASE}/creators", body=body)
    said = f"{made['pseudonym']} is a creator now. Invite the person who it is."
    return visit.done(said, f"/moderation/people?creator_id={made['id']}")


async def show_people(visit: Visit) -> Response:
    """List the people of the platform, the open invitations, and the form for a new one."""
    query = {"limit": _PAGE_ITEMS, "after": visit.query("after")}
    users, invitations, creators = await asyncio.gather(
        visit.core_api.get("/api/v1/users", query=query),
        read_all(visit.core_api, "/api/v1/invitations"),
        read_all(visit.core_api, f"{BASE}/creators"),
    )
    return visit.page(
        "moderation/people.html",
        users=[one for one in users["items"] if _membership(one)],
        following=users["next"],
        invitations=[one for one in invitations if is_waiting(one)],
        creators=creators,
        creator_names={one["id"]: one["pseudonym"] for one in creators},
        chosen=visit.query("creator_id") or "",
        roles=_FOUNDERS_ROLES if visit.me.is_godmode else ROLES,
        role_words=dict(_FOUNDERS_ROLES),
    )


async def show_person(visit: Visit) -> Response:
    """Show one person, and how the role can be changed."""
    user, creators = await asyncio.gather(
        visit.core_api.get("/api/v1/users/{}", visit.part("user_id")),
        read_all(visit.core_api, f"{BASE}/creators"),
    )
    return visit.page(
        "moderation/person.html",
        user=user,
        membership=_membership(user),
        creators=creators,
        creator_names={one["id"]: one["pseudonym"] for one in creators},
        roles=_FOUNDERS_ROLES if visit.me.is_godmode else ROLES,
        role_words=dict(_FOUNDERS_ROLES),
    )


async def invite(visit: Visit) -> Response:
    """Make an invitation and show its code this once."""
    body = read_role(await visit.form())
    made = await visit.core_api.post("/api/v1/invitations", body=body)
    return visit.fragment("moderation/_code.html", made=made)


async def withdraw_invitation(visit: Visit) -> Response:
    """Withdraw an invitation that nobody took up."""
    await visit.core_api.delete("/api/v1/invitations/{}", visit.part("invitation_id"))
    return visit.done("The invitation is withdrawn.", "/moderation/people")


async def appoint(visit: Visit) -> Response:
    """Give a person another role here."""
    user_id = visit.part("user_id")
    body = read_role(await visit.form())
    await visit.core_api.put("/api/v1/users/{}/memberships", user_id, body=body)
    return visit.done("The role is changed; the person has to log in again.", _page_of(user_id))


async def dismiss(visit: Visit) -> Response:
    """Take a person's role here away."""
    user_id = visit.part("user_id")
    require_typed(await visit.form(), "remove")
    path = "/api/v1/users/{}/memberships"
    await visit.core_api.delete(path, user_id, query={"platform": _PLATFORM})
    return visit.done("The person has no role here any more.", "/moderation/people")


def read_role(form: Form) -> dict[str, Any]:
    """Return the role that a form gives, with the creator that belongs to it.

    Raises `BadFormError` if a creator's person is not said.
    """
    role = form.text("role")
    creator = form.optional("creator_id")
    if role == "creator" and creator is None:
        raise BadFormError("creator: choose which creator the person is")
    scope = {"creator_id": creator} if role == "creator" else {}
    return {"platform": _PLATFORM, "role": role, **scope}


def is_waiting(invitation: dict[str, Any]) -> bool:
    """Say whether an invitation to this platform was not taken up yet."""
    return invitation["platform"] == _PLATFORM and invitation["accepted_at"] is None


def _membership(user: dict[str, Any]) -> dict[str, Any] | None:
    found = (one for one in user["memberships"] if one["platform"] == _PLATFORM)
    return next(found, None)


def _page_of(user_id: str) -> str:
    return f"/moderation/people/{user_id}"
