"""Who may read, write and announce where: the pure rule, for every role."""

from dataclasses import replace

import pytest

from services.core_api.access.actors import ROLES_OF_PLATFORM, Platform, Reach, Role
from services.core_api.access.principal import Access, Principal
from services.core_api.messages.rooms import Standing, find_standing, narrow, own_rooms
from services.relay_contract.rooms import Room, RoomKind, parse_room

_MINE = "00000000-0000-4000-8000-000000000001"
_OTHER = "00000000-0000-4000-8000-000000000002"
_PEOPLE = [
    (platform, role)
    for platform, roles in ROLES_OF_PLATFORM.items()
    if platform is not Platform.INTERNAL
    for role in roles
]


def _person(platform: Platform, role: Role) -> Principal:
    return Principal(role, platform, _MINE, family=_MINE, creator=_MINE)


@pytest.mark.parametrize(("platform", "role"), _PEOPLE)
def test_rooms_of_others_do_not_exist(platform: Platform, role: Role) -> None:
    person = _person(platform, role)
    staff = role in {Role.ADMIN, Role.GODMODE}
    for name in (f"family:{_OTHER}", f"user:{_OTHER}"):
        assert find_standing(parse_room(name), person) is None
    creator = find_standing(parse_room(f"creator:{_OTHER}"), person)
    assert creator == (Standing(write=False) if staff and platform == "blackrose" else None)


@pytest.mark.parametrize(("platform", "role"), _PEOPLE)
@pytest.mark.parametrize("other", ["novaos", "blackrose", "gypsycove"])
def test_platform_room_is_read_by_its_people_and_written_by_staff(
    platform: Platform, role: Role, other: str
) -> None:
    standing = find_standing(Room(RoomKind.PLATFORM, other), _person(platform, role))
    if other != platform:
        assert standing is None
    else:
        assert standing is not None
        assert standing.write is standing.announce is (role in {Role.ADMIN, Role.GODMODE})
        assert standing.names is (platform is Platform.NOVAOS)


@pytest.mark.parametrize("role", [Role.PARENT, Role.TEEN, Role.CHILD])
def test_family_writes_and_parents_announce(role: Role) -> None:
    found = find_standing(parse_room(f"family:{_MINE}"), _person(Platform.GYPSYCOVE, role))
    assert found == Standing(write=True, announce=role is Role.PARENT, names=True)


def test_member_needs_the_entitlement() -> None:
    member = replace(_person(Platform.BLACKROSE, Role.MEMBER), creator=None)
    room = parse_room(f"creator:{_OTHER}")
    assert find_standing(room, member) is None
    assert find_standing(room, member, (_OTHER,)) == Standing(write=True)
    creator = replace(member, role=Role.CREATOR)
    assert find_standing(room, creator, (_OTHER,)) is None


@pytest.mark.parametrize("name", [f"family:{_OTHER}", f"user:{_OTHER}", "platform:gypsycove"])
def test_godmode_opens_every_room_of_its_platform(name: str) -> None:
    here = replace(_person(Platform.GYPSYCOVE, Role.GODMODE), godmode_bypass=True)
    standing = find_standing(parse_room(name), here)
    assert standing is not None
    assert standing.write
    assert find_standing(parse_room(f"creator:{_OTHER}"), here) is None


@pytest.mark.parametrize(
    ("name", "family", "creator"),
    [
        (f"family:{_MINE}", _MINE, None),
        (f"creator:{_MINE}", None, _MINE),
        (f"user:{_MINE}", None, None),
        ("platform:gypsycove", None, None),
    ],
)
def test_narrow_opens_one_room_only(name: str, family: str | None, creator: str | None) -> None:
    access = Access(_person(Platform.GYPSYCOVE, Role.PARENT), Reach.OWN)
    principal = narrow(access, parse_room(name)).principal
    assert (principal.family, principal.creator) == (family, creator)


def test_own_rooms_are_those_of_the_platform() -> None:
    person = _person(Platform.GYPSYCOVE, Role.PARENT)
    names = [room.name for room in own_rooms(person)]
    assert names == ["platform:gypsycove", f"user:{_MINE}", f"family:{_MINE}"]
    hidden = replace(person, godmode_bypass=True, family=None)
    assert [room.name for room in own_rooms(hidden)] == ["platform:gypsycove"]
