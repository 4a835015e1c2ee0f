"""Rooms and messages on real PostgreSQL: own and foreign rooms, pages, marks, GodMode's silence."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import msgspec
import psycopg
import pytest

from services.core_api.access.actors import Platform, Role
from services.core_api.access.principal import Principal
from services.relay_contract.events import TicketGrant
from services.relay_contract.names import ticket_key
from tests.support.area_gateway import FOUNDER, AreaGateway, agent, area_gateway, person
from tests.support.entitled import entitle
from tests.support.platform_stack import Stack, running_stack

pytestmark = [pytest.mark.docker, pytest.mark.timeout(180)]
_FAMILY, _OTHER = (f"00000000-0000-4000-8000-00000000f00{n}" for n in (1, 2))
_CREATOR = "00000000-0000-4000-8000-00000000c001"

PARENT = person(Role.PARENT, Platform.GYPSYCOVE, 11, family=_FAMILY, name="Ann", session="s1")
CHILD = person(Role.CHILD, Platform.GYPSYCOVE, 3, family=_FAMILY, name="Bob", session="s3")
STRANGER = person(Role.PARENT, Platform.GYPSYCOVE, 2, family=_OTHER, name="Eve", session="s2")
COVE_ADMIN = person(Role.ADMIN, Platform.GYPSYCOVE, 4)
CREATOR = person(Role.CREATOR, Platform.BLACKROSE, 5, creator=_CREATOR, name="Rose")
MEMBER = person(Role.MEMBER, Platform.BLACKROSE, 6, name="Max")
ADMIN = person(Role.ADMIN, Platform.NOVAOS, 7, name="Ops")
COVE_FOUNDER = Principal(
    Role.GODMODE, Platform.GYPSYCOVE, FOUNDER.subject, godmode_bypass=True, session="god"
)
ECHO = agent("echo")
ROOM = f"family:{_FAMILY}"


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with running_stack(tmp_path_factory.mktemp("stack")) as started:
        yield started


@pytest.fixture(scope="module")
def gateway(stack: Stack) -> Iterator[AreaGateway]:
    with area_gateway(stack) as opened:
        yield opened


def _path(room: str, last: str = "messages") -> str:
    return f"/api/v1/messages/rooms/{room}/{last}"


def _post(gateway: AreaGateway, who: Principal, room: str, text: str = "hello", **more: str) -> str:
    answer = gateway.ask(who, "POST", _path(room), {"text": text, **more})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


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
    assert gateway.ask(who, method, _path(ROOM, last), body).status_code == 404


@pytest.mark.parametrize(
    ("who", "room", "status"),
    [
        (PARENT, ROOM, 201),
        (CHILD, ROOM, 201),
        (CHILD, "platform:gypsycove", 403),
        (PARENT, "platform:gypsycove", 403),
        (COVE_ADMIN, "platform:gypsycove", 201),
        (MEMBER, "platform:blackrose", 403),
        (MEMBER, f"creator:{_CREATOR}", 404),
        (CREATOR, f"creator:{_CREATOR}", 201),
        (CREATOR, "creator:00000000-0000-4000-8000-00000000c002", 404),
        (CHILD, f"user:{CHILD.subject}", 403),
        (CHILD, f"user:{PARENT.subject}", 404),
        (ADMIN, "platform:novaos", 201),
        (ADMIN, "platform:blackrose", 404),
        (COVE_FOUNDER, f"family:{_OTHER}", 201),
        (FOUNDER, f"family:{_OTHER}", 404),
        (ECHO, ROOM, 201),
        (agent("nova"), ROOM, 403),
        (ADMIN, "family:x", 422),
        (ADMIN, "godmode", 422),
    ],
)
def test_who_may_write_where(gateway: AreaGateway, who: Principal, room: str, status: int) -> None:
    assert gateway.ask(who, "POST", _path(room), {"text": "x"}).status_code == status


@pytest.mark.parametrize(("who", "status"), [(CHILD, 403), (PARENT, 201), (ECHO, 201)])
def test_children_do_not_announce(gateway: AreaGateway, who: Principal, status: int) -> None:
    body = {"text": "x", "kind": "announcement"}
    assert gateway.ask(who, "POST", _path(ROOM), body).status_code == status


def test_user_room_of_one_platform_is_not_that_of_another(gateway: AreaGateway) -> None:
    room = f"user:{MEMBER.subject}"
    assert gateway.ask(ECHO, "POST", _path(room), {"text": "x"}).status_code == 409
    wrong = {"text": "x", "platform": "novaos"}
    assert gateway.ask(ECHO, "POST", _path(ROOM), wrong).status_code == 404
    sent = _post(gateway, ECHO, room, "for black rose", platform="blackrose")
    same_user = person(Role.PARENT, Platform.GYPSYCOVE, 6, family=_FAMILY)
    assert [one["id"] for one in gateway.ask(MEMBER, "GET", _path(room)).json()["items"]] == [sent]
    assert gateway.ask(same_user, "GET", _path(room)).json()["items"] == []


def test_entitled_member_writes_in_the_creators_room_until_it_is_revoked(
    gateway: AreaGateway, stack: Stack
) -> None:
    creator = str(uuid4())
    room = f"creator:{creator}"
    entitle(stack, MEMBER.subject, creator)
    _post(gateway, MEMBER, room, "hello")
    other = person(Role.MEMBER, Platform.BLACKROSE, 30)
    assert gateway.ask(other, "GET", _path(room)).status_code == 404
    staff = person(Role.ADMIN, Platform.BLACKROSE, 31)
    assert len(gateway.ask(staff, "GET", _path(room)).json()["items"]) == 1
    assert gateway.ask(staff, "POST", _path(room), {"text": "x"}).status_code == 403
    rooms = gateway.ask(MEMBER, "GET", "/api/v1/messages/rooms").json()["items"]
    assert [one["last_message_at"] is not None for one in rooms if one["room"] == room] == [True]
    ticket = gateway.ask(MEMBER, "POST", "/api/v1/ws-ticket", {}).json()["ticket"]
    assert room in [one.room for one in _read_grant(stack, "brc", ticket).rooms]
    with stack.connect("owner") as connection:
        connection.execute("SELECT set_config('app.reach', 'all', false)")
        connection.execute("UPDATE brc_entitlement SET revoked_at = '2020-01-02'")
    assert gateway.ask(MEMBER, "GET", _path(room)).status_code == 404


def test_pages_are_newest_first_and_complete(gateway: AreaGateway) -> None:
    family = str(uuid4())
    who = person(Role.PARENT, Platform.GYPSYCOVE, 8, family=family)
    posted = [_post(gateway, who, f"family:{family}", str(n)) for n in range(5)]
    found: list[str] = []
    after = ""
    while True:
        path = f"{_path(f'family:{family}')}?limit=2{after}"
        page = gateway.ask(who, "GET", path).json()
        found += [one["id"] for one in page["items"]]
        if page["next"] is None:
            break
        after = f"&after={page['next']}"
    assert found == posted[::-1]
    foreign = gateway.ask(who, "GET", f"{_path(f'family:{family}')}?after={uuid4()}")
    assert foreign.json() == {"items": [], "next": None}


def test_unread_until_read_and_never_again(gateway: AreaGateway) -> None:
    family = str(uuid4())
    room = f"family:{family}"
    one = person(Role.PARENT, Platform.GYPSYCOVE, 9, family=family)
    two = person(Role.TEEN, Platform.GYPSYCOVE, 10, family=family)
    assert gateway.ask(two, "POST", "/api/v1/ws-ticket", {}).status_code == 201
    first, second = (_post(gateway, one, room, text) for text in "ab")

    def unread(who: Principal) -> int:
        rooms = gateway.ask(who, "GET", "/api/v1/messages/rooms").json()["items"]
        return next(int(one["unread"]) for one in rooms if one["room"] == room)

    assert (unread(one), unread(two)) == (0, 2)
    digest = gateway.ask(ECHO, "GET", f"/api/v1/messages/digests?room={room}").json()["items"]
    assert [(row["user_id"], row["unread"]) for row in digest] == [(two.subject, 2)]
    for message in (second, first):
        read = gateway.ask(two, "POST", _path(room, "read"), {"message_id": message})
        assert read.status_code == 204
    assert unread(two) == 0
    assert not gateway.ask(ECHO, "GET", f"/api/v1/messages/digests?room={room}").json()["items"]
    delivery = gateway.ask(one, "GET", f"{_path(room)}/{second}/delivery").json()
    assert (delivery["read_by"], delivery["sockets"]) == (1, 0)
    assert gateway.ask(two, "GET", f"{_path(room)}/{second}/delivery").status_code == 404


def test_digests_come_in_pages(gateway: AreaGateway) -> None:
    family = str(uuid4())
    people = [person(Role.TEEN, Platform.GYPSYCOVE, n, family=family) for n in range(20, 23)]
    for who in people:
        gateway.ask(who, "POST", "/api/v1/ws-ticket", {})
    _post(gateway, ECHO, f"family:{family}")
    path = f"/api/v1/messages/digests?room=family:{family}&limit=2"
    first = gateway.ask(ECHO, "GET", path).json()
    second = gateway.ask(ECHO, "GET", f"{path}&after={first['next']}").json()
    found = [row["user_id"] for row in first["items"] + second["items"]]
    assert found == [who.subject for who in people]
    assert second["next"] is None
    bad = gateway.ask(ECHO, "GET", "/api/v1/messages/digests?after=nowhere")
    assert bad.status_code == 422


def test_announcement_is_sent_once_at_its_time(gateway: AreaGateway) -> None:
    plan = "/api/v1/messages/announcements"
    at = gateway.clock.moment + timedelta(minutes=5)
    body = {"room": "platform:gypsycove", "text": "later", "send_at": at.isoformat()}
    planned = gateway.ask(COVE_ADMIN, "POST", plan, body).json()["id"]
    stopped = gateway.ask(ECHO, "POST", plan, body | {"text": "never"}).json()["id"]
    for who, status in ((PARENT, 403), (ADMIN, 404)):
        assert gateway.ask(who, "POST", plan, body).status_code == status
    assert gateway.ask(ADMIN, "POST", f"{plan}/{stopped}/cancel").status_code == 404
    assert gateway.ask(COVE_ADMIN, "POST", f"{plan}/{stopped}/cancel").status_code == 200
    assert gateway.ask(COVE_ADMIN, "POST", f"{plan}/{stopped}/cancel").status_code == 409
    assert gateway.ask(ECHO, "POST", f"{plan}/run-due").json()["items"] == []
    gateway.clock.advance(301)
    sent = gateway.ask(ECHO, "POST", f"{plan}/run-due").json()
    assert [row["id"] for row in sent["items"]] == [planned]
    assert gateway.ask(ECHO, "POST", f"{plan}/run-due").json()["items"] == []
    texts = gateway.ask(CHILD, "GET", _path("platform:gypsycove")).json()["items"]
    assert [row["text"] for row in texts if row["text"] in {"later", "never"}] == ["later"]
    assert gateway.ask(ADMIN, "GET", plan).json()["items"] == []
    states = gateway.ask(COVE_ADMIN, "GET", f"{plan}?status=sent").json()["items"]
    assert [row["id"] for row in states] == [planned]


def test_receipts_of_relays_add_up_and_repeats_change_nothing(gateway: AreaGateway) -> None:
    relay = Principal(Role.RELAY, Platform.INTERNAL, "echo-ws")
    message = _post(gateway, PARENT, ROOM)
    path = "/api/v1/messages/deliveries"
    for name, sockets in (("a" * 12, 2), ("b" * 12, 1), ("a" * 12, 2)):
        body = {"relay": name, "items": [{"message_id": message, "sockets": sockets}]}
        assert gateway.ask(relay, "POST", path, body).json() == {"recorded": 1}
    unknown = {"relay": "a" * 12, "items": [{"message_id": str(uuid4()), "sockets": 1}]}
    assert gateway.ask(relay, "POST", path, unknown).json() == {"recorded": 0}
    assert gateway.ask(FOUNDER, "POST", path, unknown).status_code == 403
    for who in (PARENT, ECHO):
        found = gateway.ask(who, "GET", f"{_path(ROOM)}/{message}/delivery").json()
        assert (found["relays"], found["sockets"]) == (2, 3)


def _read_grant(stack: Stack, zone: str, ticket: str) -> TicketGrant:
    with stack.redis_client("echo-ws", zone) as redis:
        found = redis.getdel(ticket_key(ticket))
    assert isinstance(found, bytes)
    return msgspec.json.decode(found, type=TicketGrant)


def test_ticket_carries_exactly_the_rooms_of_its_user(gateway: AreaGateway, stack: Stack) -> None:
    answer = gateway.ask(CHILD, "POST", "/api/v1/ws-ticket", {})
    assert answer.json()["ticket"].startswith("gypsycove.")
    grant = _read_grant(stack, "gypsycove", answer.json()["ticket"])
    rooms = {room.room: room.write for room in grant.rooms}
    assert rooms == {"platform:gypsycove": False, f"user:{CHILD.subject}": False, ROOM: True}
    assert (grant.user, grant.session) == (CHILD.subject, "s3")
    foreign = {"rooms": [f"family:{_OTHER}"]}
    assert gateway.ask(CHILD, "POST", "/api/v1/ws-ticket", foreign).status_code == 404
    assert gateway.ask(ECHO, "POST", "/api/v1/ws-ticket", {}).status_code == 403


def test_ticket_of_godmode_names_nobody(gateway: AreaGateway, stack: Stack) -> None:
    answer = gateway.ask(COVE_FOUNDER, "POST", "/api/v1/ws-ticket", {"rooms": [ROOM]})
    grant = _read_grant(stack, "gypsycove", answer.json()["ticket"])
    assert FOUNDER.subject not in str(grant)
    assert (grant.godmode, [room.room for room in grant.rooms]) == (
        True,
        ["platform:gypsycove", ROOM],
    )
    novaos = gateway.ask(FOUNDER, "POST", "/api/v1/ws-ticket", {}).json()["ticket"]
    assert "godmode" in [room.room for room in _read_grant(stack, "agents", novaos).rooms]


def test_relay_reads_only_in_the_name_of_a_signed_reader(
    gateway: AreaGateway, stack: Stack
) -> None:
    ticket = gateway.ask(CHILD, "POST", "/api/v1/ws-ticket", {}).json()["ticket"]
    reader = _read_grant(stack, "gypsycove", ticket).reader
    relay = Principal(Role.RELAY, Platform.INTERNAL, "echo-ws")
    head, payload, signature = reader.split(".")

    def status(room: str, text: str) -> int:
        return gateway.ask(relay, "GET", _path(room), x_echo_reader=text).status_code

    assert status(ROOM, reader) == 200
    assert status(f"family:{_OTHER}", reader) == 404
    for forged in ("", "x", f"{head}.{payload}.", f"{head}.{payload[:-2]}AA.{signature}"):
        assert status(ROOM, forged) == 403
    gateway.clock.advance(3600)
    assert status(ROOM, reader) == 403


def test_godmode_leaves_no_name(gateway: AreaGateway, stack: Stack) -> None:
    message = _post(gateway, COVE_FOUNDER, ROOM, "from above")
    gateway.ask(COVE_FOUNDER, "POST", _path(ROOM, "read"), {"message_id": message})
    with stack.connect("owner") as connection:
        connection.execute("SELECT set_config('app.reach', 'all', false)")
        for table in ("room_message", "room_marker", "room_announcement", "room_delivery"):
            rows = connection.execute(f"SELECT t::text FROM {table} AS t").fetchall()  # noqa: S608
            assert FOUNDER.subject not in str(rows)


@pytest.mark.parametrize(
    ("context", "count"),
    [
        ({}, 0),
        ({"app.family_id": _FAMILY}, 1),
        ({"app.family_id": _OTHER}, 0),
        ({"app.creator_id": _FAMILY, "app.user_id": _FAMILY}, 0),
        ({"app.reach": "all"}, 1),
    ],
)
@pytest.mark.parametrize("role", ["app", "owner"])
def test_policies_hold_without_the_code(
    gateway: AreaGateway, stack: Stack, context: dict[str, str], count: int, role: str
) -> None:
    _post(gateway, PARENT, ROOM)
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
                (_FAMILY,),
            )
