"""The list of families, for administrators: make one, invite its first parent, delete it.

Nothing of what is in a family is shown here; core-api would not tell it either.
"""

from starlette.responses import Response

from services.console.errors import BadFormError
from services.console.gate import action, page
from services.console.visit import Visit
from services.gypsy_cove.audience import ADMINISTRATORS
from services.gypsy_cove.invitations import make_invitation
from services.gypsy_cove.local_time import zone_names

_FAMILIES = "/api/v1/gypsycove/families"
_SHOWN = 50


async def show_families(visit: Visit) -> Response:
    """Show a page of the list."""
    after = visit.query("after")
    found = await visit.core_api.get(_FAMILIES, query={"limit": _SHOWN, "after": after})
    return visit.page(
        "families/page.html",
        families=found["items"],
        next=found["next"],
        is_first=after is None,
        zones=zone_names(),
    )


async def create_family(visit: Visit) -> Response:
    """Create a family without members."""
    form = await visit.form()
    body = {"name": form.text("name"), "time_zone": form.text("time_zone")}
    made = await visit.core_api.post(_FAMILIES, body=body)
    said = f"{made['name']} is there. Invite its first parent now."
    return visit.done(said, f"/families/{made['id']}")


async def show_family(visit: Visit) -> Response:
    """Show one family of the list: what it is called, and what can be done."""
    family = await visit.core_api.get(f"{_FAMILIES}/{{}}", visit.part("family_id"))
    return visit.page("families/family.html", family=family)


async def invite_parent(visit: Visit) -> Response:
    """Invite a parent and show the code."""
    made = await make_invitation(visit, "parent", visit.part("family_id"))
    return visit.fragment("family/_code.html", made=made, word="Parent")


async def delete_family(visit: Visit) -> Response:
    """Delete a family; its name is typed, and the password was given just now."""
    typed = (await visit.form()).text("typed")
    family = await visit.core_api.get(f"{_FAMILIES}/{{}}", visit.part("family_id"))
    if typed != family["name"]:
        raise BadFormError("Type the name of the family exactly as it is shown.")
    visit.require_recent_password()
    await visit.core_api.delete(
        f"{_FAMILIES}/{{}}", family["id"], query={"confirm": family["name"]}
    )
    return visit.done("The family is deleted, with everything about it.", "/families")


ROUTES = (
    page("/families", show_families, ADMINISTRATORS),
    action("/families", create_family, ADMINISTRATORS),
    page("/families/{family_id}", show_family, ADMINISTRATORS),
    action("/families/{family_id}/invitation", invite_parent, ADMINISTRATORS),
    action("/families/{family_id}/delete", delete_family, ADMINISTRATORS),
)
