"""Users, memberships and invitations: who may make, see and change whom."""

import json
from dataclasses import dataclass
from uuid import uuid4

import pytest

from tests.support.identity_gateway import GOOD_PASSWORD, IdentityGateway, Login

pytestmark = [pytest.mark.docker, pytest.mark.timeout(120)]
_USERS = "/api/v1/users"
_INVITATIONS = "/api/v1/invitations"
_FAMILY, _OTHER_FAMILY, _CREATOR = str(uuid4()), str(uuid4()), str(uuid4())


@dataclass(frozen=True)
class Cast:
    """One of each kind, and some in other families."""

    founder: Login
    admin: Login
    brc_admin: Login
    creator: Login
    member: Login
    cove_admin: Login
    parent: Login
    child: Login
    other_parent: Login
    other_child: Login


@pytest.fixture(scope="module")
def cast(gateway: IdentityGateway) -> Cast:
    founder = gateway.founder()

    def join(login: str, platform: str, role: str, **scope: str) -> Login:
        return gateway.join(founder.access, login, platform, role, **scope)

    return Cast(
        founder,
        join("admin", "novaos", "admin"),
        join("brc-admin", "blackrose", "admin"),
        join("creator", "blackrose", "creator", creator_id=_CREATOR),
        join("member", "blackrose", "member"),
        join("cove-admin", "gypsycove", "admin"),
        join("parent", "gypsycove", "parent", family_id=_FAMILY),
        join("child", "gypsycove", "child", family_id=_FAMILY),
        join("other-parent", "gypsycove", "parent", family_id=_OTHER_FAMILY),
        join("other-child", "gypsycove", "child", family_id=_OTHER_FAMILY),
    )


def _who(cast: Cast, name: str) -> Login:
    found: Login = getattr(cast, name)
    return found


@pytest.mark.parametrize(
    ("who", "wanted", "status"),
    [
        ("founder", ("novaos admin", {}), 201),
        ("founder", ("novaos godmode", {}), 422),
        ("admin", ("novaos admin", {}), 403),
        ("admin", ("blackrose admin", {}), 403),
        ("admin", ("blackrose creator", {"creator_id": _CREATOR}), 201),
        ("admin", ("gypsycove parent", {"family_id": _FAMILY}), 201),
        ("admin", ("gypsycove parent", {}), 422),
        ("admin", ("blackrose creator", {}), 422),
        ("admin", ("blackrose member", {"family_id": _FAMILY}), 422),
        ("admin", ("blackrose parent", {"family_id": _FAMILY}), 422),
        ("brc_admin", ("blackrose member", {}), 201),
        ("brc_admin", ("gypsycove parent", {"family_id": _FAMILY}), 403),
        ("brc_admin", ("novaos admin", {}), 403),
        ("creator", ("blackrose member", {}), 201),
        ("creator", ("blackrose creator", {"creator_id": _CREATOR}), 403),
        ("member", ("blackrose member", {}), 403),
        ("parent", ("gypsycove child", {}), 201),
        ("parent", ("gypsycove parent", {"family_id": _FAMILY}), 201),
        ("parent", ("gypsycove child", {"family_id": _OTHER_FAMILY}), 403),
        ("parent", ("gypsycove admin", {}), 403),
        ("parent", ("blackrose member", {}), 403),
        ("child", ("gypsycove child", {"family_id": _FAMILY}), 403),
    ],
)
def test_who_may_invite_whom(
    gateway: IdentityGateway, cast: Cast, who: str, wanted: tuple[str, dict[str, str]], status: int
) -> None:
    platform, role = wanted[0].split()
    body = {"platform": platform, "role": role, **wanted[1]}
    answer = gateway.ask("POST", _INVITATIONS, body, token=_who(cast, who).access)
    assert answer.status_code == status, answer.text


def test_a_parents_invitation_is_for_its_own_family(gateway: IdentityGateway, cast: Cast) -> None:
    made = gateway.invite(cast.parent.access, "gypsycove", "teen")
    assert made["family_id"] == _FAMILY
    teen = gateway.accept(made["code"], "teen").json()
    assert teen["role"] == "teen"
    me = gateway.ask(
        "GET", "/api/v1/auth/me", token=gateway.enter("teen", "gypsycove").access
    ).json()
    assert me["family_id"] == _FAMILY


def test_a_code_works_once(gateway: IdentityGateway, cast: Cast) -> None:
    code = gateway.invite(cast.founder.access, "blackrose", "member")["code"]
    assert gateway.accept(code, "once").status_code == 201
    assert gateway.accept(code, "twice").status_code == 404
    assert gateway.log_in("twice", GOOD_PASSWORD, "blackrose").status_code == 401


def test_a_code_expires(gateway: IdentityGateway, cast: Cast) -> None:
    code = gateway.invite(cast.founder.access, "blackrose", "member")["code"]
    before = gateway.clock.moment
    try:
        gateway.clock.advance(7 * 86400)
        assert gateway.accept(code, "late").status_code == 404
    finally:
        gateway.clock.moment = before


def test_a_refused_acceptance_does_not_use_the_code_up(
    gateway: IdentityGateway, cast: Cast
) -> None:
    code = gateway.invite(cast.founder.access, "novaos", "admin")["code"]
    assert gateway.accept(code, "careful", "only-14-chars!").status_code == 422
    assert gateway.accept(code, "member", "not-the-password-5").status_code == 409
    assert gateway.accept(code, "careful").status_code == 201


def test_an_account_gets_a_second_platform_with_its_password(
    gateway: IdentityGateway, cast: Cast
) -> None:
    code = gateway.invite(cast.parent.access, "gypsycove", "parent")["code"]
    accepted = gateway.accept(code, "member")
    assert accepted.json()["user_id"] == cast.member.user_id
    assert gateway.log_in("member", GOOD_PASSWORD, "gypsycove").status_code == 200
    again = gateway.invite(cast.parent.access, "gypsycove", "teen")["code"]
    assert gateway.accept(again, "member").status_code == 409


def test_guessing_a_password_with_a_code_is_throttled(gateway: IdentityGateway, cast: Cast) -> None:
    gateway.join(cast.founder.access, "victim", "blackrose", "member")
    code = gateway.invite(cast.founder.access, "blackrose", "member")["code"]
    tries = [gateway.accept(code, "victim", f"guess-number-{n}").status_code for n in range(6)]
    assert tries == [409] * 5 + [429]
    path = "/api/v1/security/login-failures?since=2026-01-01T00:00:00Z"
    found = gateway.ask("GET", path, token=cast.admin.access).json()["items"][-6:]
    assert [one["outcome"] for one in found] == ["refused"] * 5 + ["throttled"]
    assert len({one["account_hash"] for one in found}) == 1


def test_invitations_are_listed_in_pages_newest_first(gateway: IdentityGateway, cast: Cast) -> None:
    token = cast.other_parent.access
    made = []
    for _ in range(3):
        gateway.clock.advance(0.001)
        made.append(gateway.invite(token, "gypsycove", "child")["id"])
    found = gateway.read_pages(f"{_INVITATIONS}?limit=2", token)
    assert [one["id"] for one in found[:3]] == made[::-1]
    assert not [one for one in found if "code" in one]


def test_a_foreign_invitation_does_not_exist(gateway: IdentityGateway, cast: Cast) -> None:
    foreign = gateway.invite(cast.other_parent.access, "gypsycove", "child")["id"]
    path = f"{_INVITATIONS}/{foreign}"
    listed = gateway.ask("GET", f"{_INVITATIONS}?limit=500", token=cast.parent.access).json()
    assert foreign not in {one["id"] for one in listed["items"]}
    for stranger in (cast.parent, cast.creator, cast.brc_admin):
        assert gateway.ask("DELETE", path, token=stranger.access).status_code == 404
    assert gateway.ask("DELETE", path, token=cast.other_parent.access).status_code == 204
    assert gateway.ask("DELETE", path, token=cast.other_parent.access).status_code == 404


def test_a_withdrawn_invitation_cannot_be_taken_up(gateway: IdentityGateway, cast: Cast) -> None:
    made = gateway.invite(cast.creator.access, "blackrose", "member")
    path = f"{_INVITATIONS}/{made['id']}"
    assert gateway.ask("DELETE", path, token=cast.creator.access).status_code == 204
    assert gateway.accept(made["code"], "nobody").status_code == 404


def test_an_administrator_of_a_platform_sees_its_people_only(
    gateway: IdentityGateway, cast: Cast
) -> None:
    found = gateway.ask("GET", f"{_USERS}?limit=500", token=cast.brc_admin.access).json()["items"]
    assert {one["platform"] for user in found for one in user["memberships"]} == {"blackrose"}
    logins = {user["login"] for user in found}
    assert {"creator", "member"} <= logins
    assert not {"founder", "parent", "admin"} & logins
    for stranger in (cast.parent, cast.founder):
        path = f"{_USERS}/{stranger.user_id}"
        assert gateway.ask("GET", path, token=cast.brc_admin.access).status_code == 404


def test_users_are_listed_in_pages(gateway: IdentityGateway, cast: Cast) -> None:
    token = cast.admin.access
    everybody = gateway.ask("GET", f"{_USERS}?limit=500", token=token).json()["items"]
    assert len(everybody) > 3
    assert gateway.read_pages(f"{_USERS}?limit=3", token) == everybody


def test_nobody_but_the_founder_sees_the_founder(gateway: IdentityGateway, cast: Cast) -> None:
    path = f"{_USERS}/{cast.founder.user_id}"
    assert gateway.ask("GET", path, token=cast.admin.access).status_code == 404
    assert gateway.ask("GET", path, token=cast.founder.access).status_code == 200
    body = {"disabled": True}
    assert gateway.ask("PATCH", path, body, token=cast.admin.access).status_code == 404


def test_a_disabled_user_is_out_at_once_and_back_when_enabled(
    gateway: IdentityGateway, cast: Cast
) -> None:
    frank = gateway.join(cast.founder.access, "frank", "blackrose", "member")
    path = f"{_USERS}/{frank.user_id}"
    off = gateway.ask("PATCH", path, {"disabled": True}, token=cast.admin.access)
    assert off.json()["disabled_at"] is not None
    assert gateway.ask("GET", "/api/v1/auth/me", token=frank.access).status_code == 401
    body = {"refresh_token": frank.refresh}
    assert gateway.ask("POST", "/api/v1/auth/refresh", body).status_code == 401
    assert gateway.log_in("frank", GOOD_PASSWORD, "blackrose").status_code == 401
    gateway.ask("PATCH", path, {"disabled": False}, token=cast.admin.access)
    assert gateway.log_in("frank", GOOD_PASSWORD, "blackrose").status_code == 200


def test_nobody_disables_the_own_account(gateway: IdentityGateway, cast: Cast) -> None:
    path = f"{_USERS}/{cast.admin.user_id}"
    refused = gateway.ask("PATCH", path, {"disabled": True}, token=cast.admin.access)
    assert refused.status_code == 403
    assert gateway.ask("GET", path, token=cast.admin.access).json()["disabled_at"] is None


def test_a_change_of_the_role_ends_the_sessions_of_that_platform(
    gateway: IdentityGateway, cast: Cast
) -> None:
    gina = gateway.join(cast.founder.access, "gina", "blackrose", "member")
    gateway.accept(gateway.invite(cast.parent.access, "gypsycove", "parent")["code"], "gina")
    elsewhere = gateway.enter("gina", "gypsycove")
    body = {"platform": "blackrose", "role": "creator", "creator_id": _CREATOR}
    path = f"{_USERS}/{gina.user_id}/memberships"
    changed = gateway.ask("PUT", path, body, token=cast.brc_admin.access)
    assert changed.status_code == 200, changed.text
    assert gateway.ask("GET", "/api/v1/auth/me", token=gina.access).status_code == 401
    assert gateway.ask("GET", "/api/v1/auth/me", token=elsewhere.access).status_code == 200
    again = gateway.enter("gina", "blackrose")
    me = gateway.ask("GET", "/api/v1/auth/me", token=again.access).json()
    assert (me["role"], me["creator_id"]) == ("creator", _CREATOR)


def test_a_dismissed_member_is_out_of_that_platform(gateway: IdentityGateway, cast: Cast) -> None:
    henry = gateway.join(cast.founder.access, "henry", "blackrose", "member")
    path = f"{_USERS}/{henry.user_id}/memberships?platform=blackrose"
    assert gateway.ask("DELETE", path, token=cast.cove_admin.access).status_code == 404
    assert gateway.ask("DELETE", path, token=cast.brc_admin.access).status_code == 204
    assert gateway.ask("GET", "/api/v1/auth/me", token=henry.access).status_code == 401
    assert gateway.log_in("henry", GOOD_PASSWORD, "blackrose").status_code == 401
    assert gateway.ask("DELETE", path, token=cast.admin.access).status_code == 404


@pytest.mark.parametrize(
    ("who", "target", "status"),
    [
        ("brc_admin", "admin", 404),
        ("admin", "brc_admin", 403),
        ("admin", "founder", 404),
        ("founder", "founder", 403),
        ("cove_admin", "member", 404),
    ],
)
def test_who_may_not_change_whose_membership(
    gateway: IdentityGateway, cast: Cast, who: str, target: str, status: int
) -> None:
    if target == "member":
        target = "creator"  # is on Black Rose only
    path = f"{_USERS}/{_who(cast, target).user_id}/memberships?platform=blackrose"
    answer = gateway.ask("DELETE", path, token=_who(cast, who).access)
    assert answer.status_code == status, answer.text
    assert gateway.ask("GET", "/api/v1/auth/me", token=_who(cast, target).access).is_success


def test_an_unknown_user_is_404(gateway: IdentityGateway, cast: Cast) -> None:
    path = f"{_USERS}/{uuid4()}"
    assert gateway.ask("GET", path, token=cast.admin.access).status_code == 404
    body = {"platform": "blackrose", "role": "member"}
    put = gateway.ask("PUT", f"{path}/memberships", body, token=cast.admin.access)
    assert put.status_code == 404


def test_a_code_used_by_many_at_once_makes_one_member(gateway: IdentityGateway, cast: Cast) -> None:
    code = gateway.invite(cast.founder.access, "blackrose", "member")["code"]
    headers = {"Content-Type": "application/json"}
    bodies = [
        {"code": code, "login": f"racer-{n}", "password": GOOD_PASSWORD, "display_name": "R"}
        for n in range(4)
    ]
    path = f"{_INVITATIONS}/accept"
    answers = gateway.together(
        *(gateway.request("POST", path, json.dumps(one).encode(), None, headers) for one in bodies),
    )
    assert sorted(answer.status_code for answer in answers) == [201, 404, 404, 404]
    logins = [gateway.log_in(one["login"], GOOD_PASSWORD, "blackrose") for one in bodies]
    assert sorted(answer.status_code for answer in logins) == [200, 401, 401, 401]
