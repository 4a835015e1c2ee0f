"""The family's data in the hands of its parents: take all of it along, or delete all of it."""

from starlette.responses import Response

from services.console.errors import BadFormError
from services.console.gate import LOGIN_PATH, action, get_gate, page
from services.console.visit import Visit
from services.gypsy_cove.audience import PARENTS
from services.gypsy_cove.household import family_of, read_household
from services.gypsy_cove.recorded import NOT_RECORDED, RECORDED


async def show_data(visit: Visit) -> Response:
    """Show what is recorded, and what can be done with it."""
    household = await read_household(visit)
    return visit.page(
        "data/page.html", family=household.family, recorded=RECORDED, not_recorded=NOT_RECORDED
    )


async def export_data(visit: Visit) -> Response:
    """Send everything as a file."""
    found = await visit.core_api.read_bytes(
        "/api/v1/gypsycove/families/{}/export", family_of(visit)
    )
    headers = {"Content-Disposition": 'attachment; filename="gypsycove-family.json"'}
    return Response(found.content, media_type="application/json", headers=headers)


async def delete_family(visit: Visit) -> Response:
    """Delete the whole family; its name is typed, and the password was given just now."""
    form = await visit.form()
    household = await read_household(visit)
    if form.text("typed") != household.family["name"]:
        raise BadFormError("Type the name of the family exactly as it is shown.")
    visit.require_recent_password()
    await visit.core_api.delete(
        "/api/v1/gypsycove/families/{}", household.id, query={"confirm": household.family["name"]}
    )
    answer = visit.done("The family is deleted, with everything about it.", LOGIN_PATH)
    get_gate(visit.request).forget(answer)  # core-api has ended all logins of the family
    return answer


ROUTES = (
    page("/data", show_data, PARENTS),
    page("/data/export", export_data, PARENTS),
    action("/data/delete", delete_family, PARENTS),
)
