"""Consents of the people shown in a post: recorded with the hash of what they signed, and revoked.

The signed paper itself is hashed here and kept nowhere.
"""

from typing import Any

from starlette.responses import Response

from services.console.forms import Form
from services.console.visit import Visit
from services.web_shell.creators.studio import BASE
from services.web_shell.form_values import hash_signed, parse_moment

SCOPES = ("publish", "distribute", "download")
PAPER_BYTES_MAX = 4_000_000


async def record_consent(visit: Visit) -> Response:
    """Record what a person signed."""
    post_id = visit.part("post_id")
    form = await visit.form(PAPER_BYTES_MAX)
    paper = await form.upload("paper")
    body = read_consent(form, paper.content if paper else None)
    await visit.core_api.post(f"{BASE}/posts/{{}}/consents", post_id, body=body)
    return visit.done("The consent is on record.", f"/studio/posts/{post_id}")


async def revoke_consent(visit: Visit) -> Response:
    """Revoke a consent; core-api hides the post if it must not be seen without."""
    revoked = await visit.core_api.post(f"{BASE}/consents/{{}}/revoke", visit.part("consent_id"))
    return visit.done("The consent is revoked.", f"/studio/posts/{revoked['post_id']}")


def read_consent(form: Form, paper: bytes | None) -> dict[str, Any]:
    """Return the body of a consent.

    Raises `BadFormError`.
    """
    return {
        "person_ref": form.text("person_ref"),
        "text_version": form.text("text_version"),
        "signed_text_sha256": hash_signed(paper, form.optional("signed_text_sha256")),
        "signed_at": parse_moment(form.text("signed_at"), "signed at"),
        "scope": [scope for scope in form.every("scope") if scope in SCOPES],
        "age_check_ref": form.text("age_check_ref"),
    }
