"""How members see texts and rooms."""

import pytest
from starlette.datastructures import FormData

from services.console.forms import Form
from services.web_shell.members.feed import excerpt, read_report
from services.web_shell.members.messages import may_write, name_room
from tests.support.console_app import make_session

_CREATOR = "11111111-1111-4111-8111-111111111111"


def test_short_text_is_its_own_excerpt() -> None:
    assert excerpt("One.\n\nTwo.") == "One. Two."


def test_long_text_is_cut_between_words() -> None:
    cut = excerpt("thorn " * 100)
    assert len(cut) <= 282
    assert cut.endswith("thorn …")


def test_report_keeps_its_lines() -> None:
    form = Form(FormData([("reason_code", "other"), ("note", "a\r\nb")]))
    assert read_report(form) == {"reason_code": "other", "note": "a\nb"}


@pytest.mark.parametrize(
    ("room", "name"),
    [
        (f"creator:{_CREATOR}", "Night Garden and members"),
        ("creator:unknown", "A creator and members"),
        ("user:22222222-2222-4222-8222-222222222222", "To you alone"),
        ("platform:blackrose", "Everybody on Black Rose"),
    ],
)
def test_rooms_have_names(room: str, name: str) -> None:
    assert name_room(room, {_CREATOR: "Night Garden"}) == name


@pytest.mark.parametrize(
    ("room", "role", "writes"),
    [
        ("creator:x", "member", True),
        ("creator:x", "creator", True),
        ("creator:x", "admin", False),
        ("platform:blackrose", "member", False),
        ("platform:blackrose", "admin", True),
        ("user:x", "member", False),
    ],
)
def test_form_for_a_message_is_shown_where_it_is_of_use(
    room: str, role: str, *, writes: bool
) -> None:
    assert may_write(room, make_session(role=role)) is writes
