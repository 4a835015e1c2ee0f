"""The emergency card: whom to call and where to meet; parents write it, all of the family reads."""

from typing import Any

from starlette.responses import Response

from services.console.errors import BadFormError
from services.console.forms import Form
from services.console.gate import action, page
from services.console.visit import Visit
from services.gypsy_cove.audience import FAMILY, PARENTS
from services.gypsy_cove.household import family_of

_CARD = "/api/v1/gypsycove/families/{}/emergency-card"
CONTACTS_MAX = 20
_EMPTY_ROWS = 2
"""Rows of the form for contacts to come."""


async def show_card(visit: Visit) -> Response:
    """Show the card."""
    card = await visit.core_api.get(_CARD, family_of(visit))
    return visit.page("card/page.html", card=card, is_parent=visit.me.role == "parent")


async def show_form(visit: Visit) -> Response:
    """Show the form in which it is written."""
    card = await visit.core_api.get(_CARD, family_of(visit))
    free = min(_EMPTY_ROWS, CONTACTS_MAX - len(card["contacts"]))
    rows = [*card["contacts"], *({"name": "", "phone": ""} for _ in range(free))]
    return visit.page("card/form.html", card=card, rows=rows)


async def write_card(visit: Visit) -> Response:
    """Write the whole card."""
    await visit.core_api.put(_CARD, family_of(visit), body=parse_card(await visit.form()))
    return visit.done("The emergency card is saved.", "/card")


def parse_card(form: Form) -> dict[str, Any]:
    """Make a card of the form; a contact without name and number is left out.

    Raises `BadFormError` for half a contact.
    """
    contacts = []
    for number in range(1, CONTACTS_MAX + 1):
        name, phone = form.optional(f"name_{number}"), form.optional(f"phone_{number}")
        if (name is None) != (phone is None):
            raise BadFormError(f"contact {number}: give both a name and a number")
        if name is not None:
            contacts.append({"name": name, "phone": phone})
    return {
        "meeting_place_name": form.optional("meeting_place_name") or "",
        "contacts": contacts,
        "medical_notes": form.optional("medical_notes") or "",
    }


ROUTES = (
    page("/card", show_card, FAMILY),
    page("/card/edit", show_form, PARENTS),
    action("/card", write_card, PARENTS),
)
