"""For whom an invitation can be, and who took one up."""

from typing import Any

from services.gypsy_cove.household import Household
from services.gypsy_cove.invitations import describe_invitations, list_choices, parse_choice

_MEMBERS: list[dict[str, Any]] = [
    {"id": "m1", "user_id": "u1", "display_name": "Ada", "role": "parent"},
    {"id": "m2", "user_id": None, "display_name": "Lea", "role": "child"},
    {"id": "m3", "user_id": None, "display_name": "Nana", "role": "guest"},
]
_HOUSEHOLD = Household({"id": "f1"}, _MEMBERS)


def _made(**more: str | None) -> dict[str, Any]:
    return {"role": "child", "member_id": None, "accepted_by": None, **more}


def test_members_without_a_login_come_first_and_guests_have_none() -> None:
    choices = list_choices(_HOUSEHOLD)
    assert choices[0] == ("m2", "Lea (child)")
    assert [label for _, label in choices[1:]] == [
        "A child who is not in the list yet",
        "A teen who is not in the list yet",
        "A parent who is not in the list yet",
    ]


def test_every_choice_says_role_and_member() -> None:
    parsed = [parse_choice(value, _HOUSEHOLD) for value, _ in list_choices(_HOUSEHOLD)]
    assert parsed == [("child", "m2"), ("child", None), ("teen", None), ("parent", None)]


def test_invitation_says_for_whom_it_is_and_who_took_it_up() -> None:
    made = [
        _made(member_id="m2"),
        _made(role="teen"),
        _made(role="parent", member_id="m1", accepted_by="u1"),
        _made(accepted_by="u9"),
    ]
    shown = describe_invitations(made, _HOUSEHOLD)
    assert [one["for_whom"] for one in shown] == ["Lea", "Teen", "Ada", "Child"]
    assert [one["taker"] for one in shown[2:]] == ["Ada", "somebody without a login here now"]
