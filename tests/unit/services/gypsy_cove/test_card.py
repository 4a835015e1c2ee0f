"""The emergency card from its form."""

import pytest
from starlette.datastructures import FormData

from services.console.errors import BadFormError
from services.console.forms import Form
from services.gypsy_cove.card import parse_card


def test_empty_rows_are_no_contacts() -> None:
    fields = {"name_1": "", "phone_1": "", "name_2": "Ilse", "phone_2": "030 12"}
    assert parse_card(Form(FormData(fields))) == {
        "meeting_place_name": "",
        "contacts": [{"name": "Ilse", "phone": "030 12"}],
        "medical_notes": "",
    }


@pytest.mark.parametrize("fields", [{"name_1": "Ilse"}, {"phone_1": "030 12"}])
def test_half_a_contact_is_refused(fields: dict[str, str]) -> None:
    with pytest.raises(BadFormError, match="contact 1"):
        parse_card(Form(FormData(fields)))
