"""core-api and two relays together: tickets, kept messages, history, receipts, logout."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import httpx
import pytest
from redis import Redis

from services.core_api.access.actors import Platform, Role
from services.core_api.access.principal import Principal
from tests.support.area_gateway import AreaGateway, area_gateway, person
from tests.support.containers import wait_until
from tests.support.core_api_process import CoreApiProcess
from tests.support.entitled import entitle
from tests.support.platform_stack import Stack, running_core_api, running_stack
from tests.support.relay import RelayProcess, enter, issue_ticket, open_socket, running_relay

pytestmark = [pytest.mark.docker, pytest.mark.timeout(180)]
_FAMILY = "00000000-0000-4000-8000-00000000f001"
ROOM = f"family:{_FAMILY}"
MESSAGES = f"/api/v1/messages/rooms/{ROOM}/messages"


def _member(number: int, role: Role = Role.PARENT) -> Principal:
    session = f"00000000-0000-4000-8000-00000000a{number:03d}"
    return person(
        role,
        Platform.GYPSYCOVE,
        number,
        family=_FAMILY,
        name=f"member {number}",
        session=session,
    )


@dataclass
class Running:
    """core-api, two relays, and a way to speak as anybody."""

    core_api: CoreApiProcess
    relays: tuple[RelayProcess, RelayProcess]
    gateway: AreaGateway

    def ask(self, who: Principal, method: str, path: str, body: object = None) -> httpx.Response:
        """Send a request with an access token of `who`."""
        token = self.gateway.ports.tokens.issue_to_person(who, datetime.now(UTC))
        return httpx.request(
            method,
            self.core_api.url + path,
            json=body,
            headers={"Authorization": f"Bearer {token}"},
            timeout=10,
        )

    def ticket(self, who: Principal) -> str:
        """Get a ticket."""
        answer = self.ask(who, "POST", "/api/v1/ws-ticket", {})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["ticket"])

    def post(self, who: Principal, text: str) -> dict[str, Any]:
        """Post a message."""
        answer = self.ask(who, "POST", MESSAGES, {"text": text})
        assert answer.status_code == 201, answer.text
        return dict(answer.json())


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with running_stack(tmp_path_factory.mktemp("stack")) as started:
        yield started


@pytest.fixture(scope="module")
def running(stack: Stack) -> Iterator[Running]:
    with (
        area_gateway(stack) as gateway,
        running_core_api(stack) as core_api,
        running_relay(stack, core_api.url) as one,
        running_relay(stack, core_api.url) as two,
    ):
        yield Running(core_api, (one, two), gateway)


def test_kept_message_reaches_both_relays_and_its_receipts_come_back(running: Running) -> None:
    one, two = _member(1), _member(2, Role.CHILD)
    with (
        enter(running.relays[0], running.ticket(one)) as first,
        enter(running.relays[1], running.ticket(two)) as second,
    ):
        for client in (first, second):
            client.join(ROOM)
        posted = running.post(one, "dinner")
        assert posted["relayed"] is True
        for client in (first, second):
            message = client.receive("message")["message"]
            assert (message["id"], message["text"]) == (posted["id"], "dinner")
        second.send("history", room=ROOM, limit=1, ref="h")
        page = second.receive("history")
        assert ([row["id"] for row in page["items"]], page["ref"]) == ([posted["id"]], "h")
        path = f"{MESSAGES}/{posted['id']}/delivery"

        def is_reported() -> bool:
            found = running.ask(one, "GET", path).json()
            return (found["relays"], found["sockets"]) == (2, 2)

        wait_until(is_reported, "receipts of both relays", seconds=10)


def test_history_pages_over_the_socket(running: Running) -> None:
    who = _member(3)
    posted = [running.post(who, str(number))["id"] for number in range(3)]
    with enter(running.relays[0], running.ticket(who)) as client:
        client.send("history", room=ROOM, limit=2)
        page = client.receive("history")
        client.send("history", room=ROOM, limit=1, after=page["next"])
        rest = client.receive("history")
        found = [row["id"] for row in page["items"] + rest["items"]]
        assert found == posted[::-1]
        client.send("history", room=ROOM, after="nowhere")
        assert client.receive("error")["code"] == "no_history"


def test_reader_that_core_api_did_not_sign_gets_no_history(stack: Stack, running: Running) -> None:
    with enter(running.relays[0], issue_ticket(stack, 4, reader="forged")) as client:
        client.send("history", room=ROOM)
        assert client.receive("error")["code"] == "no_history"


def test_relay_cannot_speak_for_a_person_nor_an_agent(running: Running, stack: Stack) -> None:
    proof = {"machine": "echo-ws", "key": stack.passwords["echo-ws_machine_key"]}
    answer = httpx.post(f"{running.core_api.url}/api/v1/machine/token", json=proof)
    headers = {"Authorization": f"Bearer {answer.json()['access_token']}"}
    for method, path in (
        ("POST", MESSAGES),
        ("POST", "/api/v1/ws-ticket"),
        ("POST", "/api/v1/agent/command"),
        ("GET", MESSAGES),
    ):
        body = {"text": "x"} if method == "POST" else None
        url = running.core_api.url + path
        assert httpx.request(method, url, json=body, headers=headers).status_code == 403


def test_ticket_of_another_platform_opens_nothing(running: Running) -> None:
    ticket = running.ticket(_member(5))
    with open_socket(running.relays[0]) as client:
        client.send("auth", ticket=ticket.replace("gypsycove.", "blackrose."))
        assert client.close_code() == 4401


def test_message_is_kept_while_redis_is_away(stack: Stack, running: Running) -> None:
    who = _member(6)
    with enter(running.relays[0], running.ticket(who)) as client:
        client.join(ROOM)
        zone = stack.zones["gypsycove"]
        zone.stop()
        try:
            refused = running.ask(who, "POST", MESSAGES, {"text": "lost?"})
        finally:
            zone.start()
        # The session cannot be checked: the gateway refuses before anything is kept.
        assert refused.status_code == 503
        wait_until(running.relays[0].is_ready, "zone back", seconds=20)
        client.receive("available")
        kept = running.post(who, "kept")
        assert client.receive("message")["message"]["id"] == kept["id"]


def test_history_says_that_core_api_is_away(stack: Stack) -> None:
    with running_relay(stack) as lonely, enter(lonely, issue_ticket(stack, 7)) as client:
        client.send("history", room=ROOM)
        assert client.receive("error")["code"] == "no_core_api"


def _log_in(running: Running, password: str) -> dict[str, str]:
    body = {"login": "founder", "password": password, "platform": "novaos"}
    answer = httpx.post(f"{running.core_api.url}/api/v1/auth/login", json=body, timeout=20)
    assert answer.status_code == 200, answer.text
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}


def test_founder_sees_godmode_live_until_logout(running: Running, stack: Stack) -> None:
    first, second = stack.passwords["founder_one_time_password"], "a long and quiet walk home"
    url = f"{running.core_api.url}/api/v1"
    change = {"current_password": first, "new_password": second}
    changed = httpx.post(
        f"{url}/auth/password", json=change, headers=_log_in(running, first), timeout=20
    )
    assert changed.is_success, changed.text
    founder = _log_in(running, second)
    answer = httpx.post(f"{url}/ws-ticket", json={}, headers=founder, timeout=10)
    with enter(running.relays[0], answer.json()["ticket"]) as client:
        assert client.welcome["user"] == {"id": "", "name": ""}
        client.join("godmode")
        assert httpx.get(f"{url}/agent/online", headers=founder, timeout=10).is_success
        assert client.receive("godmode")["action"]["route"] == "/api/v1/agent/online"
        started = time.monotonic()
        assert httpx.post(f"{url}/auth/logout", headers=founder, timeout=10).is_success
        assert client.close_code() == 4401
        assert time.monotonic() - started < 5


def test_revoked_entitlement_ends_the_socket(running: Running, stack: Stack) -> None:
    creator = str(uuid4())
    member = person(Role.MEMBER, Platform.BLACKROSE, 40, session=str(uuid4()))
    staff = person(Role.ADMIN, Platform.BLACKROSE, 41, session=str(uuid4()))
    entitlement = entitle(stack, member.subject, creator)
    with enter(running.relays[0], running.ticket(member)) as client:
        client.join(f"creator:{creator}")
        path = f"/api/v1/blackrose/entitlements/{entitlement}/revoke"
        assert running.ask(staff, "POST", path).status_code == 200
        assert client.close_code() == 4401
    with enter(running.relays[0], running.ticket(member)) as client:
        assert creator not in str(client.welcome["rooms"])


@pytest.mark.parametrize("zone", ["agents", "brc", "gypsycove"])
def test_nobody_was_refused_by_redis(running: Running, stack: Stack, zone: str) -> None:
    assert running.relays[0].is_ready()
    password = stack.passwords[f"redis_{zone}_audit_password"]
    port = stack.zones[zone].host_port
    with Redis(
        port=port, username="audit", password=password, protocol=2, driver_info=None
    ) as redis:
        assert redis.execute_command("ACL", "LOG") == []
