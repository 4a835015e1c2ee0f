"""The relay's protocol on real Redis: origin, ticket, rooms, limits, two relays."""

import time
from collections.abc import Iterator

import pytest
from websockets.exceptions import InvalidStatus

from services.relay_contract.frames import OpenRoom
from services.relay_contract.names import PLATFORMS
from tests.support.platform_stack import Stack, running_stack
from tests.support.relay import (
    FAMILY,
    ORIGIN,
    RelayProcess,
    enter,
    issue_ticket,
    open_socket,
    running_relay,
    user_id,
)

pytestmark = [pytest.mark.docker, pytest.mark.timeout(180)]
_FOREIGN = "family:00000000-0000-4000-8000-00000000f002"


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with running_stack(tmp_path_factory.mktemp("stack")) as started:
        yield started


@pytest.fixture(scope="module")
def relays(stack: Stack) -> Iterator[tuple[RelayProcess, RelayProcess]]:
    with running_relay(stack) as first, running_relay(stack) as second:
        yield first, second


@pytest.fixture
def relay(relays: tuple[RelayProcess, RelayProcess]) -> RelayProcess:
    return relays[0]


def test_health_names_every_zone(relay: RelayProcess) -> None:
    answer = relay.get("/health")
    assert answer.status_code == 200
    assert set(answer.json()["zones"]) == set(PLATFORMS)
    assert relay.get("/elsewhere").status_code == 404


@pytest.mark.parametrize(
    "origin", [None, "http://evil.test", "null", f"{ORIGIN}.evil.test", ORIGIN.upper()]
)
def test_other_origin_is_refused(relay: RelayProcess, origin: str | None) -> None:
    with pytest.raises(InvalidStatus) as refused, open_socket(relay, origin):
        pass
    assert refused.value.response.status_code == 403


def test_what_is_said_reaches_the_room_on_both_relays(
    stack: Stack, relays: tuple[RelayProcess, RelayProcess]
) -> None:
    with (
        enter(relays[0], issue_ticket(stack, 1)) as one,
        enter(relays[1], issue_ticket(stack, 2)) as two,
    ):
        one.join()
        assert {person["id"] for person in two.join()["members"]} == {user_id(1), user_id(2)}
        assert one.receive("presence")["person"]["id"] == user_id(2)
        one.send("say", room=FAMILY, text="hello")
        for client in (one, two):
            said = client.receive("said")
            assert (said["text"], said["sender"]["id"]) == ("hello", user_id(1))
        two.send("leave", room=FAMILY)
        left = one.receive("presence")
        assert (left["event"], left["person"]["id"]) == ("left", user_id(2))


def test_other_platform_does_not_hear_a_room_of_the_same_name(
    stack: Stack, relay: RelayProcess
) -> None:
    room = "user:00000000-0000-4000-8000-000000000001"
    rooms = (OpenRoom(room, write=True, names=False),)
    with (
        enter(relay, issue_ticket(stack, 1, "gypsycove", rooms)) as here,
        enter(relay, issue_ticket(stack, 1, "blackrose", rooms)) as there,
    ):
        here.join(room)
        there.join(room)
        here.send("say", room=room, text="only here")
        assert here.receive("said")["text"] == "only here"
        assert there.receives_nothing()


@pytest.mark.parametrize("kind", ["join", "say", "history"])
def test_foreign_room_is_refused(stack: Stack, relay: RelayProcess, kind: str) -> None:
    more = {"text": "x"} if kind == "say" else {}
    with enter(relay, issue_ticket(stack)) as client:
        client.send(kind, room=_FOREIGN, ref="7", **more)
        error = client.receive("error")
        assert (error["code"], error["ref"]) == ("no_room", "7")


def test_room_without_right_to_write_is_read_only(stack: Stack, relay: RelayProcess) -> None:
    rooms = (OpenRoom("platform:gypsycove", write=False, names=False),)
    with enter(relay, issue_ticket(stack, rooms=rooms)) as client:
        assert client.join("platform:gypsycove")["members"] == []
        client.send("say", room="platform:gypsycove", text="x")
        assert client.receive("error")["code"] == "read_only"


def test_ticket_is_good_once(stack: Stack, relay: RelayProcess) -> None:
    ticket = issue_ticket(stack)
    with enter(relay, ticket), open_socket(relay) as second:
        second.send("auth", ticket=ticket)
        assert second.close_code() == 4401


def test_ticket_expires(stack: Stack, relay: RelayProcess) -> None:
    ticket = issue_ticket(stack, seconds=1)
    time.sleep(1.2)
    with open_socket(relay) as client:
        client.send("auth", ticket=ticket)
        assert client.close_code() == 4401


@pytest.mark.parametrize("ticket", ["x", "novaos.", "nowhere.abc", "gypsycove.abc", "x" * 200])
def test_invented_ticket_is_refused(relay: RelayProcess, ticket: str) -> None:
    with open_socket(relay) as client:
        client.send("auth", ticket=ticket)
        assert client.close_code() == 4401


def test_ticket_of_an_ended_session_is_refused(stack: Stack, relay: RelayProcess) -> None:
    session = user_id(77)
    with stack.redis_client(zone="gypsycove") as redis:
        redis.set(f"session:{session}:ended", "1", ex=60)
    with open_socket(relay) as client:
        client.send("auth", ticket=issue_ticket(stack, session=session))
        assert client.close_code() == 4401


def test_silent_socket_is_closed_after_five_seconds(relay: RelayProcess) -> None:
    with open_socket(relay) as client:
        started = time.monotonic()
        assert client.close_code(8) == 4401
        assert 4 < time.monotonic() - started < 6


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '{"type":"nothing"}',
        '{"type":"say"}',
        '{"type":"say","room":"r","text":"\\u0000"}',
        '{"type":"join","room":"r","more":1}',
        b"\x00\x01",
        "[" * 30_000,
    ],
)
def test_malformed_frame_closes(stack: Stack, relay: RelayProcess, text: str | bytes) -> None:
    with enter(relay, issue_ticket(stack)) as client:
        client.connection.send(text)
        assert client.close_code() == 4400


def test_frame_over_64_kib_closes(stack: Stack, relay: RelayProcess) -> None:
    with enter(relay, issue_ticket(stack)) as client:
        client.connection.send("x" * (64 * 1024 + 1))
        assert client.close_code() == 1009


def test_fourth_socket_of_a_user_is_refused_on_any_relay(
    stack: Stack, relays: tuple[RelayProcess, RelayProcess]
) -> None:
    first, second = relays
    with enter(first, issue_ticket(stack, 4)), enter(second, issue_ticket(stack, 4)) as closes:
        with enter(first, issue_ticket(stack, 4)), open_socket(second) as fourth:
            fourth.send("auth", ticket=issue_ticket(stack, 4))
            assert fourth.close_code() == 4429
        closes.connection.close()
    with enter(second, issue_ticket(stack, 4)) as again:
        assert again.welcome["user"]["id"] == user_id(4)


def test_hundred_frames_a_minute_then_refusals_then_the_end(
    stack: Stack, relay: RelayProcess
) -> None:
    with enter(relay, issue_ticket(stack, 5)) as client:
        for number in range(101):
            client.send("ping", ref=str(number))
        assert client.receive("error")["code"] == "too_many_frames"
        for _ in range(101):
            client.send("ping")
        assert client.close_code() == 4429


def test_godmode_is_in_no_presence_and_no_count(stack: Stack, relay: RelayProcess) -> None:
    rooms = (
        OpenRoom("platform:novaos", write=True, names=True),
        OpenRoom("godmode", write=False, names=False),
    )
    founder = issue_ticket(stack, platform="novaos", rooms=rooms, godmode=True)
    other = issue_ticket(stack, 6, "novaos", rooms[:1])
    with enter(relay, founder) as god, enter(relay, other) as admin:
        god.join("platform:novaos")
        god.join("godmode")
        assert [person["id"] for person in admin.join("platform:novaos")["members"]] == [user_id(6)]
        with stack.redis_client() as redis:
            redis.publish("echo.godmode", b'{"method":"GET","path":"/x"}')
            redis.publish("echo.events", b'{"room":"godmode"}\n{"type":"forged"}')
            redis.publish("echo.godmode", b"not json")
        assert god.receive("godmode")["action"] == {"method": "GET", "path": "/x"}
        god.connection.close()
        assert admin.receives_nothing()
