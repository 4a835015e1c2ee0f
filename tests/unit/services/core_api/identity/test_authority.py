"""Who may give which role: every giver x every role on every platform."""

from uuid import UUID

import pytest

from services.core_api.access.actors import ROLES_OF_PLATFORM, Platform, Role
from services.core_api.identity.authority import (
    FAMILY_ROLES,
    Appointment,
    check_appointment,
    may_appoint,
)
from tests.support.access_actors import everybody

_FAMILY = UUID("00000000-0000-4000-8000-000000000003")
_OTHER = UUID("00000000-0000-4000-8000-000000000099")
_EVERYBODY = everybody()
_WANTED = [
    Appointment(
        platform,
        role,
        _FAMILY if role in FAMILY_ROLES else None,
        _OTHER if role is Role.CREATOR else None,
    )
    for platform, roles in ROLES_OF_PLATFORM.items()
    if platform is not Platform.INTERNAL
    for role in roles
    if role is not Role.GODMODE
]
_BRC = {"blackrose creator", "blackrose member"}
_COVE = {"gypsycove parent", "gypsycove teen", "gypsycove child"}
_GIVES = {
    "novaos/godmode": {f"{one.platform} {one.role}" for one in _WANTED},
    "blackrose/godmode": {f"{one.platform} {one.role}" for one in _WANTED},
    "gypsycove/godmode": {f"{one.platform} {one.role}" for one in _WANTED},
    "novaos/admin": _BRC | _COVE,
    "blackrose/admin": _BRC,
    "gypsycove/admin": _COVE,
    "blackrose/creator": {"blackrose member"},
    "gypsycove/parent": _COVE,
}


@pytest.mark.parametrize("giver", _EVERYBODY)
def test_everybody_gives_these_roles_and_no_others(giver: str) -> None:
    given = {f"{one.platform} {one.role}" for one in _WANTED if may_appoint(_EVERYBODY[giver], one)}
    assert given == _GIVES.get(giver, set())


@pytest.mark.parametrize("role", FAMILY_ROLES)
def test_a_parent_gives_nothing_in_another_family(role: Role) -> None:
    parent = _EVERYBODY["gypsycove/parent"]
    assert not may_appoint(parent, Appointment(Platform.GYPSYCOVE, role, _OTHER))


@pytest.mark.parametrize("wanted", _WANTED, ids=lambda one: f"{one.platform} {one.role}")
def test_a_role_with_its_scope_exists(wanted: Appointment) -> None:
    assert check_appointment(wanted) == []


@pytest.mark.parametrize(
    "wanted",
    [
        Appointment(Platform.NOVAOS, Role.GODMODE),
        Appointment(Platform.NOVAOS, Role.MEMBER),
        Appointment(Platform.INTERNAL, Role.AGENT),
        Appointment(Platform.BLACKROSE, Role.CREATOR),
        Appointment(Platform.BLACKROSE, Role.MEMBER, creator=_OTHER),
        Appointment(Platform.BLACKROSE, Role.MEMBER, _FAMILY),
        Appointment(Platform.GYPSYCOVE, Role.PARENT),
        Appointment(Platform.GYPSYCOVE, Role.ADMIN, _FAMILY),
    ],
    ids=lambda one: f"{one.platform} {one.role}",
)
def test_what_cannot_exist_is_refused(wanted: Appointment) -> None:
    assert len(check_appointment(wanted)) == 1
