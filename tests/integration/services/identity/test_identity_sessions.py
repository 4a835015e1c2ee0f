"""Sessions on the real stores: what they give, how they are listed, and how they end."""

import dataclasses
import json

import pytest

from services.core_api.errors import StateStoreUnreachableError
from services.core_api.zones import RedisZone
from tests.support.containers import wait_until
from tests.support.identity_gateway import (
    FOUNDER_PASSWORD,
    GOOD_PASSWORD,
    IdentityGateway,
    Login,
)

pytestmark = [pytest.mark.docker, pytest.mark.timeout(120)]
_ME = "/api/v1/auth/me"
_SESSIONS = "/api/v1/auth/sessions"


def test_a_login_says_who_somebody_is(gateway: IdentityGateway, ada: Login) -> None:
    me = gateway.ask("GET", _ME, token=ada.access).json()
    assert (me["platform"], me["role"], me["godmode_bypass"]) == ("blackrose", "member", False)
    assert me["family_id"] is me["creator_id"] is None


def test_logout_ends_both_tokens_and_is_announced_in_its_zone_only(
    gateway: IdentityGateway, ada: Login
) -> None:
    with (
        gateway.stack.redis_client("echo-ws", "brc") as brc,
        gateway.stack.redis_client("echo-ws", "gypsycove") as gypsycove,
        brc.pubsub() as heard,
        gypsycove.pubsub() as elsewhere,
    ):
        heard.subscribe("echo.control")
        elsewhere.subscribe("echo.control")
        assert heard.get_message(timeout=2) is not None
        assert elsewhere.get_message(timeout=2) is not None
        done = gateway.ask("POST", "/api/v1/auth/logout", token=ada.access)
        assert (done.status_code, done.content) == (204, b"")
        message = heard.get_message(timeout=2)
        assert message is not None
        assert json.loads(message["data"]) == {"kind": "session_ended", "session": ada.session}
        assert elsewhere.get_message(timeout=0.2) is None
        assert brc.exists(f"session:{ada.session}:ended") == 1
        assert gypsycove.exists(f"session:{ada.session}:ended") == 0
    assert gateway.ask("GET", _ME, token=ada.access).status_code == 401
    assert gateway.refresh(ada.refresh).status_code == 401


def test_the_mark_of_an_ended_session_outlives_its_tokens(
    gateway: IdentityGateway, ada: Login
) -> None:
    gateway.ask("POST", "/api/v1/auth/logout", token=ada.access)
    milliseconds = gateway._runner.run(
        gateway.ports.zones.brc.milliseconds_left(f"session:{ada.session}:ended")
    )
    # The longest life is that of a socket of a relay: a ticket of half a minute, then half an hour.
    assert 1_830_000 < milliseconds <= 1_890_000


def test_sessions_are_listed_and_ended_one_by_one(
    gateway: IdentityGateway, ada: Login, people: tuple[str, str]
) -> None:
    other = gateway.enter(people[0], "blackrose")
    found = gateway.ask("GET", _SESSIONS, token=ada.access).json()["items"]
    assert {one["id"] for one in found} >= {ada.session, other.session}
    assert [one["id"] for one in found if one["current"]] == [ada.session]
    gone = gateway.ask("DELETE", f"{_SESSIONS}/{other.session}", token=ada.access)
    assert gone.status_code == 204
    again = gateway.ask("DELETE", f"{_SESSIONS}/{other.session}", token=ada.access)
    assert again.status_code == 404
    assert gateway.ask("GET", _ME, token=other.access).status_code == 401
    assert gateway.ask("GET", _ME, token=ada.access).status_code == 200


def test_sessions_are_listed_in_pages(
    gateway: IdentityGateway, ada: Login, people: tuple[str, str]
) -> None:
    gateway.enter(people[0], "blackrose")
    everything = gateway.ask("GET", _SESSIONS, token=ada.access).json()["items"]
    assert len(everything) > 1
    assert gateway.read_pages(f"{_SESSIONS}?limit=1", ada.access) == everything


def test_a_foreign_session_does_not_exist(gateway: IdentityGateway, ada: Login, bob: Login) -> None:
    gone = gateway.ask("DELETE", f"{_SESSIONS}/{bob.session}", token=ada.access)
    assert gone.status_code == 404
    assert gateway.ask("GET", _ME, token=bob.access).status_code == 200
    listed = gateway.ask("GET", _SESSIONS, token=ada.access).json()["items"]
    assert bob.session not in {one["id"] for one in listed}


def test_a_password_change_ends_all_sessions_and_starts_one(
    gateway: IdentityGateway, founder: Login
) -> None:
    first = gateway.join(founder.access, "carol", "blackrose", "member")
    second = gateway.enter("carol", "blackrose")
    new = "saffron-tunnel-88-otter"
    body = {"current_password": GOOD_PASSWORD, "new_password": new}
    grant = gateway.read_grant(
        gateway.ask("POST", "/api/v1/auth/password", body, token=second.access)
    )
    for ended in (first, second):
        assert gateway.ask("GET", _ME, token=ended.access).status_code == 401
        assert gateway.refresh(ended.refresh).status_code == 401
    assert gateway.ask("GET", _ME, token=grant.access).status_code == 200
    assert gateway.log_in("carol", GOOD_PASSWORD, "blackrose").status_code == 401
    assert gateway.log_in("carol", new, "blackrose").status_code == 200


@pytest.mark.parametrize(
    ("current", "new", "status"),
    [
        ("not-the-password-1", "saffron-tunnel-88-otter", 403),
        (FOUNDER_PASSWORD, "Password1234567", 422),
        (FOUNDER_PASSWORD, "short-one-7", 422),
        (FOUNDER_PASSWORD, FOUNDER_PASSWORD, 422),
    ],
)
def test_a_bad_change_of_the_password_changes_nothing(
    gateway: IdentityGateway, current: str, new: str, status: int
) -> None:
    founder = gateway.founder()
    body = {"current_password": current, "new_password": new}
    changed = gateway.ask("POST", "/api/v1/auth/password", body, token=founder.access)
    assert changed.status_code == status
    assert gateway.ask("GET", _ME, token=founder.access).status_code == 200


@pytest.mark.parametrize("how", ["stop", "pause"])
def test_without_redis_nobody_passes(
    gateway: IdentityGateway, ada: Login, founder: Login, how: str
) -> None:
    server = gateway.stack.zones["brc"].container
    (server.stop if how == "stop" else server.pause)()
    try:
        asked = gateway.ask("GET", _ME, token=ada.access)
        assert (asked.status_code, asked.json()["error"]) == (503, "state_store_unreachable")
        assert gateway.ask("GET", _ME, token=founder.access).status_code == 200
        assert gateway.log_in("ada@example.org", GOOD_PASSWORD, "blackrose").status_code == 503
    finally:
        (server.start if how == "stop" else server.unpause)()
    wait_until(lambda: gateway.ask("GET", _ME, token=ada.access).is_success, "Redis is seen", 10)


class _Mute(RedisZone):
    """A zone that cannot be written."""

    async def write(self, key: str, value: bytes | str, ttl_seconds: int) -> None:
        """Fail."""
        del key, value, ttl_seconds
        raise StateStoreUnreachableError("Redis does not answer")


def test_an_end_that_redis_does_not_hear_of_does_not_happen(
    gateway: IdentityGateway, ada: Login
) -> None:
    brc = gateway.ports.zones.brc
    assert isinstance(brc, RedisZone)
    zones = dataclasses.replace(gateway.ports.zones, brc=_Mute(brc._redis))
    gateway.app.state.ports = dataclasses.replace(gateway.ports, zones=zones)
    try:
        assert gateway.ask("POST", "/api/v1/auth/logout", token=ada.access).status_code == 503
    finally:
        gateway.app.state.ports = gateway.ports
    assert gateway.ask("GET", _ME, token=ada.access).status_code == 200
    assert gateway.refresh(ada.refresh).status_code == 200
