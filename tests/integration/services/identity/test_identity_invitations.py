"""Invitations: who may invite whom, what a code is good for, and who sees which."""

import json

import pytest

from tests.support.identity_cast import CREATOR, FAMILY, OTHER_FAMILY, Cast
from tests.support.identity_gateway import GOOD_PASSWORD, IdentityGateway

pytestmark = [pytest.mark.docker, pytest.mark.timeout(120)]
_INVITATIONS = "/api/v1/invitations"


@pytest.mark.parametrize(
    ("who", "wanted", "status"),
    [
        ("founder", ("novaos admin", {}), 201),
        ("founder", ("novaos godmode", {}), 422),
        ("admin", ("novaos admin", {}), 403),
        ("admin", ("blackrose admin", {}), 403),
        ("admin", ("blackrose creator", {"creator_id": CREATOR}), 201),
        ("admin", ("gypsycove parent", {"family_id": FAMILY}), 201),
        ("admin", ("gypsycove parent", {}), 422),
        ("admin", ("blackrose creator", {}), 422),
        ("admin", ("blackrose member", {"family_id": FAMILY}), 422),
        ("admin", ("blackrose parent", {"family_id": FAMILY}), 422),
        ("brc_admin", ("blackrose member", {}), 201),
        ("brc_admin", ("gypsycove parent", {"family_id": FAMILY}), 403),
        ("brc_admin", ("novaos admin", {}), 403),
        ("creator", ("blackrose member", {}), 201),
        ("creator", ("blackrose creator", {"creator_id": CREATOR}), 403),
        ("member", ("blackrose member", {}), 403),
        ("parent", ("gypsycove child", {}), 201),
        ("parent", ("gypsycove parent", {"family_id": FAMILY}), 201),
        ("parent", ("gypsycove child", {"family_id": OTHER_FAMILY}), 403),
        ("parent", ("gypsycove admin", {}), 403),
        ("parent", ("blackrose member", {}), 403),
        ("child", ("gypsycove child", {"family_id": FAMILY}), 403),
    ],
)
def test_who_may_invite_whom(
    gateway: IdentityGateway, cast: Cast, who: str, wanted: tuple[str, dict[str, str]], status: int
) -> None:
    platform, role = wanted[0].split()
    body = {"platform": platform, "role": role, **wanted[1]}
    answer = gateway.ask("POST", _INVITATIONS, body, token=cast.named(who).access)
    assert answer.status_code == status, answer.text


def test_a_parents_invitation_is_for_its_own_family(gateway: IdentityGateway, cast: Cast) -> None:
    made = gateway.invite(cast.parent.access, "gypsycove", "teen")
    assert made["family_id"] == FAMILY
    teen = gateway.accept(made["code"], "teen").json()
    assert teen["role"] == "teen"
    me = gateway.ask(
        "GET", "/api/v1/auth/me", token=gateway.enter("teen", "gypsycove").access
    ).json()
    assert me["family_id"] == FAMILY


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
