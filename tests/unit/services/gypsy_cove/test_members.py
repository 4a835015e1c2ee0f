"""The form of a new member: a child comes with the consent of a guardian."""

import pytest
from starlette.datastructures import FormData

from services.console.errors import BadFormError
from services.console.forms import Form
from services.gypsy_cove.members import parse_new_member
from services.gypsy_cove.recorded import CONSENT_TEXT_VERSION


def _form(**fields: str) -> Form:
    return Form(FormData({"display_name": "Mila", "role": "child", **fields}))


def test_child_without_consent_is_refused() -> None:
    with pytest.raises(BadFormError, match="consent"):
        parse_new_member(_form())


def test_consent_names_the_text_that_was_shown() -> None:
    body = parse_new_member(_form(consent="yes", birth_year="2016"))
    assert body["consent_text_version"] == CONSENT_TEXT_VERSION
    assert body["birth_year"] == 2016


def test_teen_needs_no_consent() -> None:
    assert parse_new_member(_form(role="teen")) == {"display_name": "Mila", "role": "teen"}
