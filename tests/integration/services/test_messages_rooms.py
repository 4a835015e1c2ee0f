"""Rooms on real PostgreSQL: own and foreign ones, tickets, policies, GodMode's silence."""

from collections.abc import Iterator
from uuid import uuid4

import psycopg
import pytest

from services.core_api.access.actors import Platform, Role
from services.core_api.access.principal import Principal
from tests.support.area_gateway import FOUNDER, AreaGateway, agent, area_gateway, person
from tests.support.entitled import entitle
from tests.support.message_people import (
    ADMIN,
    CHILD,
    COVE_ADMIN,
    COVE_FOUNDER,
    CREATOR,
    CREATOR_ID,
    ECHO,
    FAMILY,
    MEMBER,
    OTHER_FAMILY,
    PARENT,
    ROOM,
    STRANGER,
    post,
    read_grant,
    room_path,
)
from tests.support.platform_stack import Stack, running_stack

pytestmark = [pytest.mark.docker, pytest.mark.timeout(180)]


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with running_stack(tmp_path_factory.mktemp("stack")) as started:
        yield started


@pytest.fixture(scope="module")
def gateway(stack: Stack) -> Iterator[AreaGateway]:
    with area_gateway(stack) as opened:
        yield opened


@pytest.mark.parametrize("who", [STRANGER, COVE_ADMIN, MEMBER, ADMIN])
@pytest.mark.parametrize(
    ("method", "last", "body"),
    [
        ("GET", "messages", None),
        ("POST", "messages", {"text": "x"}),
        ("POST", "read", {"message_id": str(uuid4())}),
    ],
)
def test_foreign_family_room_does_not_exist(
    gateway: AreaGateway, who: Principal, method: str, last: str, body: object
) -> None:
    assert gateway.ask(who, method, room_path(ROOM, last), body).status_code == 404


@pytest.mark.parametrize(
    ("who", "room", "status"),
    [
        (PARENT, ROOM, 201),
        (CHILD, ROOM, 201),
        (CHILD, "platform:gypsycove", 403),
        (PARENT, "platform:gypsycove", 403),
        (COVE_ADMIN, "platform:gypsycove", 201),
        (MEMBER, "platform:blackrose", 403),
        (MEMBER, f"creator:{CREATOR_ID}", 404),
        (CREATOR, f"creator:{CREATOR_ID}", 201),
        (CREATOR, "creator:00000000-0000-4000-8000-00000000c002", 404),
        (CHILD, f"user:{CHILD.subject}", 403),
        (CHILD, f"user:{PARENT.subject}", 404),
        (ADMIN, "platform:novaos", 201),
        (ADMIN, "platform:blackrose", 404),
        (COVE_FOUNDER, f"family:{OTHER_FAMILY}", 201),
        (FOUNDER, f"family:{OTHER_FAMILY}", 404),
        (ECHO, ROOM, 201),
        (agent("nova"), ROOM, 403),
        (ADMIN, "family:x", 422),
        (ADMIN, "godmode", 422),
    ],
)
def test_who_may_write_where(gateway: AreaGateway, who: Principal, room: str, status: int) -> None:
    assert gateway.ask(who, "POST", room_path(room), {"text": "x"}).status_code == status


@pytest.mark.parametrize(("who", "status"), [(CHILD, 403), (PARENT, 201), (ECHO, 201)])
def test_children_do_not_announce(gateway: AreaGateway, who: Principal, status: int) -> None:
    body = {"text": "x", "kind": "announcement"}
    assert gateway.ask(who, "POST", room_path(ROOM), body).status_code == status


def test_user_room_of_one_platform_is_not_that_of_another(gateway: AreaGateway) -> None:
    room = f"user:{MEMBER.subject}"
    assert gateway.ask(ECHO, "POST", room_path(room), {"text": "x"}).status_code == 409
    wrong = {"text": "x", "platform": "novaos"}
    assert gateway.ask(ECHO, "POST", room_path(ROOM), wrong).status_code == 404
    sent = post(gateway, ECHO, room, "for black rose", platform="blackrose")
    same_user = person(Role.PARENT, Platform.GYPSYCOVE, 6, family=FAMILY)
    assert [one["id"] for one in gateway.ask(MEMBER, "GET", room_path(room)).json()["items"]] == [
        sent
    ]
    assert gateway.ask(same_user, "GET", room_path(room)).json()["items"] == []


def test_entitled_member_writes_in_the_creators_room_until_it_is_revoked(
    gateway: AreaGateway, stack: Stack
) -> None:
    creator = str(uuid4())
    room = f"creator:{creator}"
    entitle(stack, MEMBER.subject, creator)
    post(gateway, MEMBER, room, "hello")
    other = person(Role.MEMBER, Platform.BLACKROSE, 30)
    assert gateway.ask(other, "GET", room_path(room)).status_code == 404
    staff = person(Role.ADMIN, Platform.BLACKROSE, 31)
    assert len(gateway.ask(staff, "GET", room_path(room)).json()["items"]) == 1
    assert gateway.ask(staff, "POST", room_path(room), {"text": "x"}).status_code == 403
    rooms = gateway.ask(MEMBER, "GET", "/api/v1/messages/rooms").json()["items"]
    assert [one["last_message_at"] is not None for one in rooms if one["room"] == room] == [True]
    ticket = gateway.ask(MEMBER, "POST", "/api/v1/ws-ticket", {}).json()["ticket"]
    assert room in [one.room for one in read_grant(stack, "brc", ticket).rooms]
    with stack.connect("owner") as connection:
        connection.execute("SELECT set_config('app.reach', 'all', false)")
        connection.execute("UPDATE brc_entitlement SET revoked_at = '2020-01-02'")
    assert gateway.ask(MEMBER, "GET", room_path(room)).status_code == 404


def test_ticket_carries_exactly_the_rooms_of_its_user(gateway: AreaGateway, stack: Stack) -> None:
    answer = gateway.ask(CHILD, "POST", "/api/v1/ws-ticket", {})
    assert answer.json()["ticket"].startswith("gypsycove.")
    grant = read_grant(stack, "gypsycove", answer.json()["ticket"])
    rooms = {room.room: room.write for room in grant.rooms}
    assert rooms == {"platform:gypsycove": False, f"user:{CHILD.subject}": False, ROOM: True}
    assert (grant.user, grant.session) == (CHILD.subject, "s3")
    foreign = {"rooms": [f"family:{OTHER_FAMILY}"]}
    assert gateway.ask(CHILD, "POST", "/api/v1/ws-ticket", foreign).status_code == 404
    assert gateway.ask(ECHO, "POST", "/api/v1/ws-ticket", {}).status_code == 403


def test_ticket_of_godmode_names_nobody(gateway: AreaGateway, stack: Stack) -> None:
    answer = gateway.ask(COVE_FOUNDER, "POST", "/api/v1/ws-ticket", {"rooms": [ROOM]})
    grant = read_grant(stack, "gypsycove", answer.json()["ticket"])
    assert FOUNDER.subject not in str(grant)
    assert (grant.godmode, [room.room for room in grant.rooms]) == (
        True,
        ["platform:gypsycove", ROOM],
    )
    novaos = gateway.ask(FOUNDER, "POST", "/api/v1/ws-ticket", {}).json()["ticket"]
    assert "godmode" in [room.room for room in read_grant(stack, "agents", novaos).rooms]


def test_relay_reads_only_in_the_name_of_a_signed_reader(
    gateway: AreaGateway, stack: Stack
) -> None:
    ticket = gateway.ask(CHILD, "POST", "/api/v1/ws-ticket", {}).json()["ticket"]
    reader = read_grant(stack, "gypsycove", ticket).reader
    relay = Principal(Role.RELAY, Platform.INTERNAL, "echo-ws")
    head, payload, signature = reader.split(".")

    def status(room: str, text: str) -> int:
        return gateway.ask(relay, "GET", room_path(room), x_echo_reader=text).status_code

    assert status(ROOM, reader) == 200
    assert status(f"family:{OTHER_FAMILY}", reader) == 404
    for forged in ("", "x", f"{head}.{payload}.", f"{head}.{payload[:-2]}AA.{signature}"):
        assert status(ROOM, forged) == 403
    gateway.clock.advance(3600)
    assert status(ROOM, reader) == 403


def test_godmode_leaves_no_name(gateway: AreaGateway, stack: Stack) -> None:
    message = post(gateway, COVE_FOUNDER, ROOM, "from above")
    gateway.ask(COVE_FOUNDER, "POST", room_path(ROOM, "read"), {"message_id": message})
    with stack.connect("owner") as connection:
        connection.execute("SELECT set_config('app.reach', 'all', false)")
        for table in ("room_message", "room_marker", "room_announcement", "room_delivery"):
            rows = connection.execute(f"SELECT t::text FROM {table} AS t").fetchall()  # noqa: S608
            assert FOUNDER.subject not in str(rows)


@pytest.mark.parametrize(
    ("context", "count"),
    [
        ({}, 0),
        ({"app.family_id": FAMILY}, 1),
        ({"app.family_id": OTHER_FAMILY}, 0),
        ({"app.creator_id": FAMILY, "app.user_id": FAMILY}, 0),
        ({"app.reach": "all"}, 1),
    ],
)
@pytest.mark.parametrize("role", ["app", "owner"])
def test_policies_hold_without_the_code(
    gateway: AreaGateway, stack: Stack, context: dict[str, str], count: int, role: str
) -> None:
    post(gateway, PARENT, ROOM)
    with stack.connect(role) as connection:
        for name, value in context.items():
            connection.execute("SELECT set_config(%s, %s, false)", (name, value))
        found = connection.execute("SELECT 1 FROM room_message WHERE room = %s LIMIT 1", (ROOM,))
        assert len(found.fetchall()) == count


def test_message_cannot_be_written_into_a_room_that_is_not_its_owner(stack: Stack) -> None:
    with stack.connect("app") as connection:
        connection.execute("SELECT set_config('app.reach', 'all', false)")
        with pytest.raises(psycopg.errors.CheckViolation):
            connection.execute(
                "INSERT INTO room_message (id, platform, room, family_id, sender_name, kind, text,"
                " sent_at) VALUES (gen_random_uuid(), 'gypsycove', 'platform:gypsycove', %s, '',"
                " 'message', '', now())",
                (FAMILY,),
            )
