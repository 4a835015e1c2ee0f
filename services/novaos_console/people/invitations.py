"""Invitations: the only way to become a user. A code is shown once, here, and never again."""

import time
from datetime import UTC, datetime
from typing import Any

from starlette.responses import Response

from services.console.views import as_moment
from services.console.visit import Visit
from services.novaos_console.people.roles import (
    PLATFORMS,
    ROLE_CHOICES,
    describe_scope,
    read_appointment,
)
from services.novaos_console.people.scopes import read_scopes

_INVITATIONS = "/api/v1/invitations"
_PATH = "/people/invitations"
_PAGE = 100


async def show_invitations(visit: Visit) -> Response:
    """Show a page of invitations, and the form for a new one."""
    scopes = await read_scopes(visit)
    return visit.page(
        "people/invitations.html",
        **await _read(visit, scopes.names),
        scopes=scopes,
        roles=ROLE_CHOICES,
    )


async def invite(visit: Visit) -> Response:
    """Make an invitation and show its code, once."""
    form = await visit.form()
    body = read_appointment(
        form.text("role"), form.optional("family_id"), form.optional("creator_id")
    )
    made = await visit.core_api.post(_INVITATIONS, body=body)
    scopes = await read_scopes(visit)
    answer = visit.fragment(
        "people/_made.html",
        made=made,
        platform=PLATFORMS[made["platform"]],
        of=describe_scope(made, scopes.names),
        **await _read(visit, scopes.names),
    )
    del answer.headers["ETag"]
    return answer


async def withdraw(visit: Visit) -> Response:
    """Withdraw an invitation that nobody took up."""
    await visit.core_api.delete(_INVITATIONS + "/{}", visit.part("invitation_id"))
    return visit.done("The invitation is withdrawn; its code is worth nothing.", _PATH)


async def _read(visit: Visit, names: dict[str, str]) -> dict[str, Any]:
    query = {"limit": _PAGE, "after": visit.query("after")}
    page = await visit.core_api.get(_INVITATIONS, query=query)
    now = datetime.fromtimestamp(time.time(), UTC)
    shown = [
        {
            **one,
            "platform_name": PLATFORMS.get(one["platform"], one["platform"]),
            "of": describe_scope(one, names),
            "state": state_of(one, now),
        }
        for one in page["items"]
    ]
    return {"invitations": shown, "following": page["next"]}


def state_of(invitation: dict[str, Any], now: datetime) -> str:
    """Say whether an invitation is open, taken up or over."""
    if invitation["accepted_at"]:
        return "taken up"
    return "open" if as_moment(invitation["expires_at"]) > now else "expired"
