"""A login of a family and its member come together: by an invitation, an administrator, or 0009."""

from uuid import UUID, uuid4

import pytest
from alembic import command
from sqlalchemy import create_engine

from services.core_api.database import database_url
from services.core_api.migrate import alembic_config
from services.core_api.settings import DatabaseSettings
from tests.support.family_seats import (
    INVITATIONS,
    add,
    expect,
    invitations,
    members_of,
    read_room,
    seat,
)
from tests.support.gypsycove import BASE
from tests.support.identity_cast import OTHER_FAMILY, Cast
from tests.support.identity_gateway import GOOD_PASSWORD, IdentityGateway

pytestmark = [pytest.mark.docker, pytest.mark.timeout(180)]


def test_invitation_of_a_member_connects_its_login(gateway: IdentityGateway, cast: Cast) -> None:
    member, login = seat(gateway, cast, "lea")
    own = members_of(gateway, login.access)[login.user_id]
    assert (own["id"], own["display_name"], own["role"]) == (member, "lea", "teen")
    taken = [one for one in invitations(gateway, cast.parent) if one["member_id"] == member]
    assert [one["accepted_by"] for one in taken] == [login.user_id]
    assert taken[0]["accepted_at"] is not None


def test_invitation_of_nobody_yet_makes_a_member(gateway: IdentityGateway, cast: Cast) -> None:
    login = gateway.join(cast.parent.access, "new-parent", "gypsycove", "parent")
    made = members_of(gateway, cast.parent.access)[login.user_id]
    assert (made["display_name"], made["role"]) == ("New-Parent", "parent")
    taken = [one for one in invitations(gateway, cast.parent) if one["member_id"] == made["id"]]
    assert [one["accepted_by"] for one in taken] == [login.user_id]


def test_everybody_who_can_read_the_room_is_in_the_list(
    gateway: IdentityGateway, cast: Cast
) -> None:
    known = members_of(gateway, cast.parent.access)
    assert {cast.parent.user_id, cast.child.user_id} <= set(known)


def test_account_that_is_there_is_connected_too(gateway: IdentityGateway, cast: Cast) -> None:
    there = gateway.join(cast.founder.access, "both-worlds", "blackrose", "member")
    member = add(gateway, cast, "Bo")
    made = gateway.invite(cast.parent.access, "gypsycove", "teen", member_id=member)
    expect(gateway.accept(made["code"], "both-worlds"))
    assert members_of(gateway, cast.parent.access)[there.user_id]["id"] == member


@pytest.mark.parametrize(
    ("role", "member", "status"),
    [("child", "own", 409), ("teen", "seated", 409), ("teen", "foreign", 404), ("teen", "no", 404)],
)
def test_invitation_fits_a_member_without_login(
    gateway: IdentityGateway, cast: Cast, role: str, member: str, status: int
) -> None:
    known = members_of(gateway, cast.parent.access)
    foreign = members_of(gateway, cast.other_parent.access, OTHER_FAMILY)
    ids = {
        "own": add(gateway, cast, "Tom"),
        "seated": known[cast.child.user_id]["id"],
        "foreign": foreign[cast.other_child.user_id]["id"],
        "no": str(uuid4()),
    }
    body = {"platform": "gypsycove", "role": role, "member_id": ids[member]}
    answer = gateway.ask("POST", INVITATIONS, body, token=cast.parent.access)
    assert answer.status_code == status, answer.text


def test_invitation_needs_a_family_that_is_there(gateway: IdentityGateway, cast: Cast) -> None:
    body = {"platform": "gypsycove", "role": "parent", "family_id": str(uuid4())}
    assert gateway.ask("POST", INVITATIONS, body, token=cast.admin.access).status_code == 404


def test_only_families_have_members(gateway: IdentityGateway, cast: Cast) -> None:
    body = {"platform": "blackrose", "role": "member", "member_id": str(uuid4())}
    assert gateway.ask("POST", INVITATIONS, body, token=cast.admin.access).status_code == 422


def test_second_invitation_of_a_member_makes_nobody(gateway: IdentityGateway, cast: Cast) -> None:
    member = add(gateway, cast, "Kim")
    codes = [
        gateway.invite(cast.parent.access, "gypsycove", "teen", member_id=member)["code"]
        for _ in range(2)
    ]
    assert gateway.accept(codes[0], "kim").status_code == 201
    refused = gateway.accept(codes[1], "kim-again")
    assert (refused.status_code, "new invitation" in refused.text) == (409, True)
    assert gateway.log_in("kim-again", GOOD_PASSWORD, "gypsycove").status_code == 401


def test_creator_is_not_told_who_took_it_up(gateway: IdentityGateway, cast: Cast) -> None:
    made = gateway.invite(cast.creator.access, "blackrose", "member")
    reader = expect(gateway.accept(made["code"], "reader"))["user_id"]
    for who, told in ((cast.creator, None), (cast.brc_admin, reader)):
        shown = [one for one in invitations(gateway, who) if one["id"] == made["id"]]
        assert [one["accepted_by"] for one in shown] == [told]
        assert shown[0]["accepted_at"] is not None


def test_member_stays_when_an_administrator_ends_its_login(
    gateway: IdentityGateway, cast: Cast
) -> None:
    member, login = seat(gateway, cast, "eva")
    path = f"/api/v1/users/{login.user_id}/memberships?platform=gypsycove"
    expect(gateway.ask("DELETE", path, token=cast.cove_admin.access))
    assert read_room(gateway, login.access) == 401
    again = gateway.invite(cast.parent.access, "gypsycove", "teen", member_id=member)
    expect(gateway.accept(again["code"], "eva"))
    assert members_of(gateway, cast.parent.access)[login.user_id]["id"] == member


def test_who_is_moved_to_another_family_changes_lists(gateway: IdentityGateway, cast: Cast) -> None:
    member, login = seat(gateway, cast, "uwe")
    path = f"/api/v1/users/{login.user_id}/memberships"
    body = {"platform": "gypsycove", "role": "parent", "family_id": OTHER_FAMILY}
    expect(gateway.ask("PUT", path, body, token=cast.cove_admin.access))
    there = members_of(gateway, cast.other_parent.access, OTHER_FAMILY)
    assert (there[login.user_id]["display_name"], there[login.user_id]["role"]) == ("Uwe", "parent")
    here = gateway.ask("GET", f"{BASE}/members/{member}", token=cast.parent.access).json()
    assert here["user_id"] is None
    body = {"platform": "gypsycove", "role": "teen", "family_id": OTHER_FAMILY}
    expect(gateway.ask("PUT", path, body, token=cast.cove_admin.access))
    same = members_of(gateway, cast.other_parent.access, OTHER_FAMILY)[login.user_id]
    assert (same["id"], same["role"]) == (there[login.user_id]["id"], "teen")


def test_migration_seats_the_logins_that_had_no_member(
    gateway: IdentityGateway, cast: Cast
) -> None:
    login = gateway.join(cast.parent.access, "older", "gypsycove", "teen")
    settings = DatabaseSettings(
        postgres_host="127.0.0.1", postgres_port=gateway.stack.postgres.host_port
    )
    password = gateway.stack.passwords["postgres_owner_password"]
    engine = create_engine(database_url(settings, "novaos_owner", password))
    with engine.begin() as owner:
        command.downgrade(alembic_config(owner), "0008")
        owner.exec_driver_sql("SELECT set_config('app.reach', 'all', true)")
        gone = owner.exec_driver_sql(
            "DELETE FROM gypsycove_member WHERE user_id = %s", (UUID(login.user_id),)
        )
        assert gone.rowcount == 1
        command.upgrade(alembic_config(owner), "head")
        command.check(alembic_config(owner))
    engine.dispose()
    seated = members_of(gateway, cast.parent.access)[login.user_id]
    assert (seated["display_name"], seated["role"]) == ("Older", "teen")
