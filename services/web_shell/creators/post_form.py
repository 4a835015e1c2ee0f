"""The form of a draft, as core-api reads it; who may read is one choice, tiers included."""

from typing import Any

from services.console.errors import BadFormError
from services.console.forms import Form
from services.web_shell.form_values import parse_moment, plain_text, split_words

_TIER = "tier:"
AUDIENCES = (
    ("public", "Every member of Black Rose"),
    ("members", "Members with any of your tiers"),
)
BLANK_PERSONS = 3
"""Empty rows for persons under those that are there."""
PERSONS_MAX = 50
"""As many as core-api takes."""


def read_post(form: Form) -> dict[str, Any]:
    """Return the body of a new or changed draft.

    Raises `BadFormError`.
    """
    chosen = form.text("access")
    tier_id = chosen.removeprefix(_TIER) if chosen.startswith(_TIER) else None
    planned = form.optional("scheduled_for")
    return {
        "title": form.text("title"),
        "body": plain_text(form.text("body")),
        "access": "tier" if tier_id else chosen,
        "tier_id": tier_id,
        "scheduled_for": parse_moment(planned, "planned for") if planned else None,
        "tags": split_words(form.optional("tags")),
        "depicted": read_persons(form),
    }


def read_persons(form: Form) -> list[dict[str, str]]:
    """Return the persons who are shown; a row with both fields empty is none.

    Raises `BadFormError` for half a row.
    """
    rows = zip(form.every("person_ref"), form.every("display_name"), strict=False)
    persons = []
    for person_ref, display_name in ((one.strip(), other.strip()) for one, other in rows):
        if bool(person_ref) != bool(display_name):
            raise BadFormError("people shown: give a reference and a name, or neither")
        if person_ref:
            persons.append({"person_ref": person_ref, "display_name": display_name})
    return persons


def list_audiences(tiers: list[dict[str, Any]], kept: str | None) -> list[tuple[str, str]]:
    """Return the choices of who may read; an archived tier only where it is chosen already."""
    offered = [tier for tier in tiers if not tier["archived"] or tier["id"] == kept]
    named = [(f"{_TIER}{tier['id']}", f"Tier {tier['name']} and above") for tier in offered]
    return [*AUDIENCES, *named]


def chosen_audience(post: dict[str, Any]) -> str:
    """Return the choice that a post was written with."""
    return f"{_TIER}{post['tier_id']}" if post["tier_id"] else str(post["access"])


def empty_post() -> dict[str, Any]:
    """Return what the form of a new draft shows."""
    return {
        "title": "",
        "body": "",
        "access": "public",
        "tier_id": None,
        "scheduled_for": None,
        "tags": [],
        "depicted": [],
    }
