"""The form of a draft becomes the body that core-api takes."""

import pytest
from starlette.datastructures import FormData

from services.console.errors import BadFormError
from services.console.forms import Form
from services.web_shell.creators.post_form import (
    chosen_audience,
    empty_post,
    list_audiences,
    read_persons,
    read_post,
)

_FILLED = [
    ("title", " A walk "),
    ("body", "One.\r\n\r\nTwo."),
    ("access", "tier:t-1"),
    ("scheduled_for", "2026-12-01T08:30"),
    ("tags", "night, river"),
]


def _form(*fields: tuple[str, str]) -> Form:
    return Form(FormData([*fields]))


def _tier(tier_id: str, *, archived: bool = False) -> dict[str, object]:
    return {"id": tier_id, "name": tier_id.upper(), "archived": archived}


def test_form_becomes_the_body_of_a_post() -> None:
    rows = [("person_ref", "P-1"), ("display_name", "Rosa")]
    assert read_post(_form(*_FILLED, *rows)) == {
        "title": "A walk",
        "body": "One.\n\nTwo.",
        "access": "tier",
        "tier_id": "t-1",
        "scheduled_for": "2026-12-01T08:30:00Z",
        "tags": ["night", "river"],
        "depicted": [{"person_ref": "P-1", "display_name": "Rosa"}],
    }


def test_post_for_everybody_names_no_tier() -> None:
    body = read_post(_form(("title", "A"), ("body", "B"), ("access", "public")))
    assert (body["access"], body["tier_id"], body["scheduled_for"]) == ("public", None, None)


def test_empty_rows_are_nobody() -> None:
    rows = [
        ("person_ref", "P-1"),
        ("display_name", "Rosa"),
        ("person_ref", ""),
        ("display_name", " "),
    ]
    assert len(read_persons(_form(*rows))) == 1


@pytest.mark.parametrize("row", [("P-1", ""), ("", "Rosa")])
def test_half_a_person_is_refused(row: tuple[str, str]) -> None:
    with pytest.raises(BadFormError, match="people shown"):
        read_persons(_form(("person_ref", row[0]), ("display_name", row[1])))


def test_archived_tier_is_offered_only_where_it_is_chosen() -> None:
    tiers = [_tier("t-1"), _tier("t-2", archived=True)]
    assert [value for value, _ in list_audiences(tiers, None)][2:] == ["tier:t-1"]
    assert [value for value, _ in list_audiences(tiers, "t-2")][2:] == ["tier:t-1", "tier:t-2"]


def test_choice_of_a_post_is_among_the_choices() -> None:
    post = {**empty_post(), "access": "tier", "tier_id": "t-1"}
    choices = [value for value, _ in list_audiences([_tier("t-1")], None)]
    assert chosen_audience(post) in choices
    assert chosen_audience(empty_post()) in choices
