"""The two forms that the law asks for, open to everybody: copyright notice, urgent removal.

Each says in plain words what the law wants to know. What is sent hides the post at once; the answer
is a receipt. A refusal appears above the form, and what was typed stays in it.
"""

import re
from typing import Any

from starlette.responses import Response

from services.console.errors import BadFormError
from services.console.forms import Form
from services.console.visit import Visit

_BASE = "/api/v1/blackrose"
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


async def show_dmca_form(visit: Visit) -> Response:
    """Show the form of a copyright notice."""
    return visit.page("public/dmca.html", post=visit.query("post") or "")


async def send_dmca_notice(visit: Visit) -> Response:
    """Send a copyright notice and show its receipt."""
    body = read_notice(await visit.form())
    receipt = await visit.core_api.post(f"{_BASE}/dmca/notices", body=body)
    return visit.fragment("public/_dmca_receipt.html", receipt=receipt)


async def show_removal_form(visit: Visit) -> Response:
    """Show the form of an urgent removal."""
    return visit.page("public/removal.html", post=visit.query("post") or "")


async def send_removal_request(visit: Visit) -> Response:
    """Send a request for an urgent removal and show its receipt."""
    body = read_removal(await visit.form())
    receipt = await visit.core_api.post(f"{_BASE}/removals", body=body)
    return visit.fragment("public/_removal_receipt.html", receipt=receipt)


def read_notice(form: Form) -> dict[str, Any]:
    """Return the body of a copyright notice.

    Raises `BadFormError` if an element is missing.
    """
    if not (form.ticked("good_faith") and form.ticked("accuracy_under_penalty")):
        raise BadFormError("The law asks for both statements; tick them if they are true.")
    return {
        "post_id": parse_post(form.text("post")),
        "claimant_name": form.text("claimant_name"),
        "claimant_contact": _plain(form.text("claimant_contact")),
        "work_description": _plain(form.text("work_description")),
        "good_faith": True,
        "accuracy_under_penalty": True,
        "signature": form.text("signature"),
    }


def read_removal(form: Form) -> dict[str, Any]:
    """Return the body of a removal request.

    Raises `BadFormError` if an element is missing.
    """
    if not form.ticked("good_faith"):
        raise BadFormError("The law asks for the statement; tick it if it is true.")
    return {
        "post_id": parse_post(form.text("post")),
        "contact": _plain(form.text("contact")),
        "statement": _plain(form.text("statement")),
        "good_faith": True,
        "signature": form.text("signature"),
    }


def parse_post(text: str) -> str:
    """Return the number of a post, from itself or from any address that has it.

    Raises `BadFormError` if there is none in the text, or more than one.
    """
    found = {one.group().lower() for one in _ID.finditer(text)}
    if len(found) != 1:
        raise BadFormError("post: give the address of one post, or its number, as in the example")
    return found.pop()


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
