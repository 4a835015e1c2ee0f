"""GypsyCove, every object route for every role: what is not one's own does not exist."""

import itertools
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from services.core_api.access.actors import Platform, Role
from services.core_api.gypsycove.access_rows import ROWS
from tests.support.area_gateway import FOUNDER, AreaGateway, agent, area_gateway
from tests.support.gypsycove import ADMIN, BASE, RIVEN, Home, expect, make_home
from tests.support.platform_stack import running_stack

pytestmark = [pytest.mark.docker, pytest.mark.timeout(180)]

_WEEK = dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), 60)
_NUMBERS = itertools.count(1)
YOUNG = (Role.TEEN, Role.CHILD)
OBJECT_ROUTES = [row.key for row in ROWS if "{" in row.path]
"""Routes that name an object."""
MEMBER_ROUTES = [key for key in OBJECT_ROUTES if "{family_id}" not in key[1]]
"""Routes that name somebody's object: not even the family has them all."""
GRANTED = [
    (row.key, role)
    for row in ROWS
    if row.key in OBJECT_ROUTES
    for role in row.grants.get(Platform.GYPSYCOVE, {})
    if role is not Role.ADMIN
]
ONLY_SELF = ("POST", f"{BASE}/check-ins/{{check_in_id}}/done")


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AreaGateway]:
    with running_stack(tmp_path_factory.mktemp("stack")) as stack, area_gateway(stack) as opened:
        yield opened


@pytest.fixture
def home(gateway: AreaGateway) -> Home:
    return make_home(gateway, next(_NUMBERS), auto=60)


@pytest.fixture
def other(gateway: AreaGateway) -> Home:
    return make_home(gateway, next(_NUMBERS), auto=60)


def make_objects(home: Home, owner: str) -> dict[str, str]:
    """Let `owner` have one of everything; return the ids by the names of path parameters."""
    if owner == "parent":
        session_id = request_id = home.members["parent"]  # a parent has neither
    else:
        session_id = home.post(owner, home.of(owner, "/sessions"), {})["id"]
        request_id = home.post(owner, home.of(owner, "/extra-time"), {"minutes": 20})["id"]
    due = {"member_id": home.members[owner], "due_at": "2026-01-02T02:00:00Z"}
    return {
        "family_id": home.family,
        "member_id": home.members[owner],
        "session_id": session_id,
        "request_id": request_id,
        "check_in_id": home.post("parent", home.within("/check-ins"), due)["id"],
    }


def fill(route: tuple[str, str], ids: dict[str, str]) -> tuple[str, str, Any]:
    """Make a request that is valid but for whose object it names."""
    method, path = route
    name = path.removeprefix(BASE)
    bodies: dict[str, Any] = {
        "/families/{family_id}": {"auto_decide_minutes": 60},
        "/families/{family_id}/members": {"display_name": "Guest", "role": "guest"},
        "/members/{member_id}": {"birth_year": 2015},
        "/members/{member_id}/consent": {"text_version": "2026-01"},
        "/members/{member_id}/budget": {"minutes": _WEEK},
        "/members/{member_id}/downtime": {"windows": []},
        "/members/{member_id}/sessions": {},
        "/members/{member_id}/extra-time": {"minutes": 20},
        "/families/{family_id}/check-ins": {
            "member_id": ids["member_id"],
            "due_at": "2026-01-02T04:00:00Z",
        },
        "/families/{family_id}/emergency-card": {"medical_notes": "none"},
    }
    body = bodies.get(name) if method in {"POST", "PUT", "PATCH"} else None
    query = "?week=2026-W01" if name.endswith("weekly-report") else ""
    query = "?confirm=Family" if method == "DELETE" and "family" in name else query
    return method, name.format(**ids) + query, body


def recorded(home: Home) -> Any:  # noqa: ANN401 - JSON
    """Everything that is stored about a family."""
    return home.get(FOUNDER, home.within("/export"))["records"]


@pytest.mark.parametrize(("route", "role"), GRANTED)
def test_another_family_does_not_exist(
    home: Home, other: Home, route: tuple[str, str], role: Role
) -> None:
    ids = make_objects(other, "child")
    before = recorded(other)
    method, path, body = fill(route, ids)
    response = home.ask(role.value, method, path, body)
    assert response.status_code == 404, response.text
    assert recorded(other) == before


@pytest.mark.parametrize(
    ("route", "role"), [one for one in GRANTED if one[0] in MEMBER_ROUTES and one[1] in YOUNG]
)
def test_what_belongs_to_a_sibling_does_not_exist(
    home: Home, route: tuple[str, str], role: Role
) -> None:
    ids = make_objects(home, "child" if role is Role.TEEN else "teen")
    before = recorded(home)
    method, path, body = fill(route, ids)
    assert home.ask(role.value, method, path, body).status_code == 404
    assert recorded(home) == before


@pytest.mark.parametrize(("route", "role"), GRANTED)
def test_ones_own_opens(home: Home, route: tuple[str, str], role: Role) -> None:
    owner = role.value if role in YOUNG or route == ONLY_SELF else "child"
    method, path, body = fill(route, make_objects(home, owner))
    response = home.ask(role.value, method, path, body)
    assert response.is_success or response.status_code == 409, response.text


@pytest.mark.parametrize("route", OBJECT_ROUTES)
@pytest.mark.parametrize(
    "who", [ADMIN, RIVEN, agent("velora"), None], ids=lambda who: str(who)[:60]
)
def test_others_have_what_their_row_says_and_no_more(
    home: Home,
    route: tuple[str, str],
    who: Any,  # noqa: ANN401 - a principal or nobody
) -> None:
    row = next(row for row in ROWS if row.key == route)
    method, path, body = fill(route, make_objects(home, "child"))
    status = home.ask(who, method, path, body).status_code
    if who is None:
        assert status == 401
    elif row.reach_of(who.platform, who.role, who.subject) is None:
        assert status == 403
    else:
        assert status in {200, 201, 204, 409}


@pytest.mark.parametrize("route", OBJECT_ROUTES)
def test_godmode_opens_everything(home: Home, route: tuple[str, str]) -> None:
    method, path, body = fill(route, make_objects(home, "child"))
    assert home.ask(FOUNDER, method, path, body).status_code in {200, 201, 204, 409}


@pytest.mark.parametrize("role", ["parent", "teen", "child"])
def test_only_ones_own_family_is_in_the_list(home: Home, other: Home, role: str) -> None:
    assert [one["id"] for one in home.get(role, "/families")["items"]] == [home.family]
    assert other.get(role, "/families")["items"][0]["id"] == other.family


@pytest.mark.parametrize("path", ["/extra-time", "/check-ins", "/weekly-report?week=2026-W01"])
def test_a_child_sees_its_own_in_the_lists_of_the_family(home: Home, path: str) -> None:
    for owner in ("teen", "child"):
        make_objects(home, owner)
    for reader, expected in (
        ("parent", {"teen", "child"}),
        ("teen", {"teen"}),
        ("child", {"child"}),
    ):
        content = home.get(reader, home.within(path))
        seen = {one["member_id"] for one in content.get("items", content.get("members"))}
        young = {home.members["teen"], home.members["child"]}
        assert seen & young == {home.members[name] for name in expected}


def test_a_child_sees_who_is_in_its_family_and_no_more(home: Home) -> None:
    expect(home.ask("parent", "PATCH", home.of("teen"), {"birth_year": 2012}))
    seen = {one["display_name"]: one for one in home.get("child", home.within("/members"))["items"]}
    assert set(seen) == {"parent", "teen", "child", "new"}
    assert seen["teen"]["birth_year"] is None
    assert seen["child"]["consent"]["text_version"] == "2026-01"
    assert home.get("teen", home.of("teen"))["birth_year"] == 2012


def test_somebody_without_a_family_sees_none(home: Home) -> None:
    stranger = replace(home.people["parent"], family=None)
    assert home.get(stranger, "/families")["items"] == []
    assert home.ask(stranger, "GET", home.within()).status_code == 404
    assert home.ask(stranger, "GET", home.of("child")).status_code == 404
