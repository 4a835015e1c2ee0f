"""The end of a member or a family ends its logins at once, on every way that there is."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from services.core_api.access.actors import Platform
from services.core_api.errors import StateStoreUnreachableError
from services.core_api.identity import login as login_module
from services.core_api.identity import password_change
from services.relay_contract.frames import CLOSE_UNAUTHENTICATED
from tests.support.family_seats import add, delete, expect, members_of, read_room, seat
from tests.support.gypsycove import BASE
from tests.support.identity_cast import FAMILY, Cast
from tests.support.identity_gateway import GOOD_PASSWORD, IdentityGateway
from tests.support.relay import RelayProcess, enter, open_socket, running_relay

pytestmark = [pytest.mark.docker, pytest.mark.timeout(180)]
_NEW_PASSWORD = "orange-gravel-52-anchor"  # noqa: S105 - of the tests


@pytest.fixture(scope="module")
def relay(gateway: IdentityGateway) -> Iterator[RelayProcess]:
    with running_relay(gateway.stack) as started:
        yield started


def test_deleted_member_is_out_at_once(
    gateway: IdentityGateway, cast: Cast, relay: RelayProcess
) -> None:
    member, login = seat(gateway, cast, "max")
    tickets = [
        expect(gateway.ask("POST", "/api/v1/ws-ticket", {}, token=login.access))["ticket"]
        for _ in range(2)
    ]
    assert read_room(gateway, login.access) == 200
    with enter(relay, tickets[0]) as socket:
        socket.join(f"family:{FAMILY}")
        delete(gateway, cast, member)
        assert socket.close_code() == CLOSE_UNAUTHENTICATED
    with open_socket(relay) as late:
        late.send("auth", ticket=tickets[1])
        assert late.close_code() == CLOSE_UNAUTHENTICATED
    assert read_room(gateway, login.access) == 401
    assert gateway.ask("POST", "/api/v1/ws-ticket", {}, token=login.access).status_code == 401
    assert gateway.refresh(login.refresh).status_code == 401
    assert gateway.log_in("max", GOOD_PASSWORD, "gypsycove").status_code == 401
    assert login.user_id not in members_of(gateway, cast.parent.access)


def test_member_is_deleted_once(gateway: IdentityGateway, cast: Cast) -> None:
    member, _ = seat(gateway, cast, "zoe")
    path = f"{BASE}/members/{member}"
    answers = gateway.together(
        *(gateway.request("DELETE", path, b"", cast.parent.access, {}) for _ in range(3))
    )
    assert sorted(answer.status_code for answer in answers) == [204, 404, 404]


def test_what_somebody_is_elsewhere_stays(gateway: IdentityGateway, cast: Cast) -> None:
    elsewhere = gateway.join(cast.founder.access, "two-lives", "blackrose", "member")
    member = add(gateway, cast, "Two")
    made = gateway.invite(cast.parent.access, "gypsycove", "teen", member_id=member)
    expect(gateway.accept(made["code"], "two-lives"))
    delete(gateway, cast, member)
    assert gateway.ask("GET", "/api/v1/auth/me", token=elsewhere.access).status_code == 200
    assert gateway.log_in("two-lives", GOOD_PASSWORD, "blackrose").status_code == 200
    assert gateway.log_in("two-lives", GOOD_PASSWORD, "gypsycove").status_code == 401


def test_invitations_of_a_deleted_member_lead_nowhere(gateway: IdentityGateway, cast: Cast) -> None:
    member = add(gateway, cast, "Ida")
    made = gateway.invite(cast.parent.access, "gypsycove", "teen", member_id=member)
    delete(gateway, cast, member)
    assert gateway.accept(made["code"], "ida").status_code == 404


def test_nobody_deletes_the_own_member(gateway: IdentityGateway, cast: Cast) -> None:
    own = members_of(gateway, cast.parent.access)[cast.parent.user_id]["id"]
    path = f"{BASE}/members/{own}"
    assert gateway.ask("DELETE", path, token=cast.parent.access).status_code == 409
    assert read_room(gateway, cast.parent.access) == 200


def test_login_follows_the_role_of_its_member(gateway: IdentityGateway, cast: Cast) -> None:
    member, login = seat(gateway, cast, "pia")
    path, parent = f"{BASE}/members/{member}", cast.parent.access
    expect(gateway.ask("PATCH", path, {"role": "teen", "birth_year": 2010}, token=parent))
    assert read_room(gateway, login.access) == 200
    expect(gateway.ask("PATCH", path, {"role": "parent"}, token=parent))
    assert read_room(gateway, login.access) == 401
    again = gateway.enter("pia", "gypsycove")
    me = gateway.ask("GET", "/api/v1/auth/me", token=again.access).json()
    assert (me["role"], me["family_id"]) == ("parent", FAMILY)
    assert gateway.ask("PATCH", path, {"role": "guest"}, token=parent).status_code == 409
    assert gateway.ask("PATCH", path, {"role": "child"}, token=again.access).status_code == 409
    assert gateway.ask("GET", path, token=parent).json()["role"] == "parent"


def test_deleted_family_lets_nobody_in(gateway: IdentityGateway, cast: Cast) -> None:
    family = str(uuid4())
    gateway.make_families(family)
    parent = gateway.join(
        cast.founder.access, "last-parent", "gypsycove", "parent", family_id=family
    )
    code = gateway.invite(parent.access, "gypsycove", "teen")["code"]
    path = f"{BASE}/families/{family}?confirm=Family"
    expect(gateway.ask("DELETE", path, token=parent.access))
    assert read_room(gateway, parent.access, family) == 401
    assert gateway.refresh(parent.refresh).status_code == 401
    assert gateway.log_in("last-parent", GOOD_PASSWORD, "gypsycove").status_code == 401
    assert gateway.accept(code, "too-late").status_code == 404


def test_login_that_was_under_way_finds_the_door_closed(
    gateway: IdentityGateway, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    member, _ = seat(gateway, cast, "nils")
    _delete_while_verifying(gateway, cast, member, monkeypatch, login_module)
    assert gateway.log_in("nils", GOOD_PASSWORD, "gypsycove").status_code == 401


def test_new_password_that_was_under_way_opens_nothing(
    gateway: IdentityGateway, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    member, login = seat(gateway, cast, "olaf")
    _delete_while_verifying(gateway, cast, member, monkeypatch, password_change)
    body = {"current_password": GOOD_PASSWORD, "new_password": _NEW_PASSWORD}
    answer = gateway.ask("POST", "/api/v1/auth/password", body, token=login.access)
    assert answer.status_code == 404


def _delete_while_verifying(
    gateway: IdentityGateway,
    cast: Cast,
    member: str,
    monkeypatch: pytest.MonkeyPatch,
    module: Any,  # noqa: ANN401 - a module
) -> None:
    """Let the member be deleted while its password is verified."""
    verify = module.verify_password

    async def verify_late(known: str | None, given: str) -> bool:
        path = f"{BASE}/members/{member}"
        expect(await gateway.request("DELETE", path, b"", cast.parent.access, {}))
        return bool(await verify(known, given))

    monkeypatch.setattr(module, "verify_password", verify_late)


def test_without_redis_nothing_is_deleted_by_half(
    gateway: IdentityGateway, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    member, login = seat(gateway, cast, "ruth")
    zone = gateway.ports.zones.of(Platform.GYPSYCOVE)
    with monkeypatch.context() as broken:
        broken.setattr(zone, "write", _unreachable)
        path = f"{BASE}/members/{member}"
        assert gateway.ask("DELETE", path, token=cast.parent.access).status_code == 503
    assert read_room(gateway, login.access) == 200
    assert members_of(gateway, cast.parent.access)[login.user_id]["id"] == member


async def _unreachable(*_: object) -> None:
    raise StateStoreUnreachableError("away")
