"""Roles in words, and what a form about a role asks core-api for."""

import pytest

from services.console.errors import BadFormError
from services.core_api.access.actors import ROLES_OF_PLATFORM, Platform
from services.novaos_console.people.roles import (
    ROLES,
    describe_memberships,
    explain,
    read_appointment,
)


def test_every_role_that_can_be_given_is_offered_and_no_other() -> None:
    given = {
        (platform.value, role.value)
        for platform, roles in ROLES_OF_PLATFORM.items()
        for role in roles
        if platform is not Platform.INTERNAL and role.value != "godmode"
    }
    assert {(role.platform, role.name) for role in ROLES} == given


def test_a_family_role_takes_the_family_and_nothing_else() -> None:
    body = read_appointment("gypsycove parent", "f", "c")
    assert body == {"platform": "gypsycove", "role": "parent", "family_id": "f"}


def test_a_creator_takes_the_page_and_nothing_else() -> None:
    body = read_appointment("blackrose creator", "f", "c")
    assert body == {"platform": "blackrose", "role": "creator", "creator_id": "c"}


def test_a_plain_role_takes_neither() -> None:
    assert read_appointment("novaos admin", "f", "c") == {"platform": "novaos", "role": "admin"}


@pytest.mark.parametrize(
    ("value", "family", "creator"),
    [
        ("gypsycove child", None, "c"),
        ("blackrose creator", "f", None),
        ("novaos godmode", "f", "c"),
        ("", "f", "c"),
        ("novaos", None, None),
    ],
)
def test_a_role_that_cannot_be_given_is_refused(
    value: str, family: str | None, creator: str | None
) -> None:
    with pytest.raises(BadFormError):
        read_appointment(value, family, creator)


def test_the_founders_membership_cannot_be_changed() -> None:
    held = [
        {"platform": "novaos", "role": "godmode", "family_id": None, "creator_id": None},
        {"platform": "gypsycove", "role": "teen", "family_id": "f", "creator_id": None},
    ]
    founder, teen = describe_memberships(held, {"f": "Cove"})
    assert founder["is_fixed"]
    assert not teen["is_fixed"]
    assert teen["of"] == "Cove"


def test_a_family_without_a_name_is_shown_by_its_id() -> None:
    held = [{"platform": "gypsycove", "role": "teen", "family_id": "f", "creator_id": None}]
    assert describe_memberships(held, {})[0]["of"] == "f"


def test_every_role_has_a_meaning() -> None:
    assert all(role.meaning for role in ROLES)
    assert explain("novaos", "godmode")
    assert explain("novaos", "unheard of") == ""
