"""Users and memberships: who may see and change whom."""

from uuid import uuid4

import pytest

from tests.support.identity_cast import CREATOR, Cast
from tests.support.identity_gateway import GOOD_PASSWORD, IdentityGateway

pytestmark = [pytest.mark.docker, pytest.mark.timeout(120)]
_USERS = "/api/v1/users"


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
    body = {"platform": "blackrose", "role": "creator", "creator_id": CREATOR}
    path = f"{_USERS}/{gina.user_id}/memberships"
    changed = gateway.ask("PUT", path, body, token=cast.brc_admin.access)
    assert changed.status_code == 200, changed.text
    assert gateway.ask("GET", "/api/v1/auth/me", token=gina.access).status_code == 401
    assert gateway.ask("GET", "/api/v1/auth/me", token=elsewhere.access).status_code == 200
    again = gateway.enter("gina", "blackrose")
    me = gateway.ask("GET", "/api/v1/auth/me", token=again.access).json()
    assert (me["role"], me["creator_id"]) == ("creator", CREATOR)


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
    path = f"{_USERS}/{cast.named(target).user_id}/memberships?platform=blackrose"
    answer = gateway.ask("DELETE", path, token=cast.named(who).access)
    assert answer.status_code == status, answer.text
    assert gateway.ask("GET", "/api/v1/auth/me", token=cast.named(target).access).is_success


def test_an_unknown_user_is_404(gateway: IdentityGateway, cast: Cast) -> None:
    path = f"{_USERS}/{uuid4()}"
    assert gateway.ask("GET", path, token=cast.admin.access).status_code == 404
    body = {"platform": "blackrose", "role": "member"}
    put = gateway.ask("PUT", f"{path}/memberships", body, token=cast.admin.access)
    assert put.status_code == 404
