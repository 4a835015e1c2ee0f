"""Users: all of them, and one with its memberships, which can be changed."""

from typing import Any

from starlette.responses import Response

from services.console.errors import BadFormError
from services.console.visit import Visit
from services.novaos_console.people.roles import (
    PLATFORMS,
    ROLE_CHOICES,
    ROLES,
    describe_memberships,
    read_appointment,
)
from services.novaos_console.people.scopes import read_scopes

_USERS = "/api/v1/users"
_PAGE = 100


async def show_users(visit: Visit) -> Response:
    """Show a page of users."""
    query = {"limit": _PAGE, "after": visit.query("after")}
    page = await visit.core_api.get(_USERS, query=query)
    return visit.page(
        "people/users.html",
        users=page["items"],
        following=page["next"],
        is_first=visit.query("after") is None,
        platforms=PLATFORMS,
    )


async def show_roles(visit: Visit) -> Response:
    """Explain the roles."""
    return visit.page("people/roles.html", roles=ROLES, platforms=PLATFORMS)


async def show_user(visit: Visit) -> Response:
    """Show one user."""
    user = await visit.core_api.get(_USERS + "/{}", visit.part("user_id"))
    scopes = await read_scopes(visit)
    held = {(one["platform"], one["role"]) for one in user["memberships"]}
    return visit.page(
        "people/user.html",
        user=user,
        memberships=describe_memberships(user["memberships"], scopes.names),
        scopes=scopes,
        roles=ROLE_CHOICES,
        is_me=user["id"] == visit.me.user_id,
        is_founder=any(role == "godmode" for _, role in held),
    )


async def rename(visit: Visit) -> Response:
    """Change the name that others see."""
    form = await visit.form()
    await _change(visit, {"display_name": form.text("display_name")})
    return visit.done("The name is changed.", _page_of(visit))


async def disable(visit: Visit) -> Response:
    """Disable a user, whose login was typed; its sessions end."""
    form = await visit.form()
    user = await visit.core_api.get(_USERS + "/{}", visit.part("user_id"))
    if form.text("typed") != user["login"]:
        raise BadFormError("What you typed is not the login of this user; nothing was changed.")
    await _change(visit, {"disabled": True})
    return visit.done("The user is disabled; all its sessions have ended.", _page_of(visit))


async def enable(visit: Visit) -> Response:
    """Let a user log in again."""
    await _change(visit, {"disabled": False})
    return visit.done("The user can log in again.", _page_of(visit))


async def appoint(visit: Visit) -> Response:
    """Give a user a role, in place of the one it has on that platform."""
    form = await visit.form()
    body = read_appointment(
        form.text("role"), form.optional("family_id"), form.optional("creator_id")
    )
    await visit.core_api.put(_USERS + "/{}/memberships", visit.part("user_id"), body=body)
    said = f"The user is {body['role']} on {PLATFORMS[body['platform']]} now."
    return visit.done(f"{said} Its sessions there have ended.", _page_of(visit))


async def dismiss(visit: Visit) -> Response:
    """Take a role away."""
    platform = visit.part("platform")
    query = {"platform": platform}
    await visit.core_api.delete(_USERS + "/{}/memberships", visit.part("user_id"), query=query)
    said = f"The user is no member of {PLATFORMS.get(platform, platform)} any more."
    return visit.done(said, _page_of(visit))


async def _change(visit: Visit, body: dict[str, Any]) -> None:
    await visit.core_api.patch(_USERS + "/{}", visit.part("user_id"), body=body)


def _page_of(visit: Visit) -> str:
    return f"/people/{visit.part('user_id')}"
