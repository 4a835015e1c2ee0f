"""Messages on real PostgreSQL: pages, marks, digests, receipts, and those for later."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest

from services.core_api.access.actors import Platform, Role
from services.core_api.access.principal import Principal
from tests.support.area_gateway import FOUNDER, AreaGateway, area_gateway, person
from tests.support.message_people import (
    ADMIN,
    CHILD,
    COVE_ADMIN,
    ECHO,
    PARENT,
    ROOM,
    post,
    room_path,
)
from tests.support.platform_stack import running_stack

pytestmark = [pytest.mark.docker, pytest.mark.timeout(180)]


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AreaGateway]:
    with running_stack(tmp_path_factory.mktemp("stack")) as stack, area_gateway(stack) as opened:
        yield opened


def test_pages_are_newest_first_and_complete(gateway: AreaGateway) -> None:
    family = str(uuid4())
    who = person(Role.PARENT, Platform.GYPSYCOVE, 8, family=family)
    posted = [post(gateway, who, f"family:{family}", str(n)) for n in range(5)]
    found: list[str] = []
    after = ""
    while True:
        path = f"{room_path(f'family:{family}')}?limit=2{after}"
        page = gateway.ask(who, "GET", path).json()
        found += [one["id"] for one in page["items"]]
        if page["next"] is None:
            break
        after = f"&after={page['next']}"
    assert found == posted[::-1]
    foreign = gateway.ask(who, "GET", f"{room_path(f'family:{family}')}?after={uuid4()}")
    assert foreign.json() == {"items": [], "next": None}


def test_unread_until_read_and_never_again(gateway: AreaGateway) -> None:
    family = str(uuid4())
    room = f"family:{family}"
    one = person(Role.PARENT, Platform.GYPSYCOVE, 9, family=family)
    two = person(Role.TEEN, Platform.GYPSYCOVE, 10, family=family)
    assert gateway.ask(two, "POST", "/api/v1/ws-ticket", {}).status_code == 201
    first, second = (post(gateway, one, room, text) for text in "ab")

    def unread(who: Principal) -> int:
        rooms = gateway.ask(who, "GET", "/api/v1/messages/rooms").json()["items"]
        return next(int(one["unread"]) for one in rooms if one["room"] == room)

    assert (unread(one), unread(two)) == (0, 2)
    digest = gateway.ask(ECHO, "GET", f"/api/v1/messages/digests?room={room}").json()["items"]
    assert [(row["user_id"], row["unread"]) for row in digest] == [(two.subject, 2)]
    for message in (second, first):
        read = gateway.ask(two, "POST", room_path(room, "read"), {"message_id": message})
        assert read.status_code == 204
    assert unread(two) == 0
    assert not gateway.ask(ECHO, "GET", f"/api/v1/messages/digests?room={room}").json()["items"]
    delivery = gateway.ask(one, "GET", f"{room_path(room)}/{second}/delivery").json()
    assert (delivery["read_by"], delivery["sockets"]) == (1, 0)
    assert gateway.ask(two, "GET", f"{room_path(room)}/{second}/delivery").status_code == 404


def test_digests_come_in_pages(gateway: AreaGateway) -> None:
    family = str(uuid4())
    people = [person(Role.TEEN, Platform.GYPSYCOVE, n, family=family) for n in range(20, 23)]
    for who in people:
        gateway.ask(who, "POST", "/api/v1/ws-ticket", {})
    post(gateway, ECHO, f"family:{family}")
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
    texts = gateway.ask(CHILD, "GET", room_path("platform:gypsycove")).json()["items"]
    assert [row["text"] for row in texts if row["text"] in {"later", "never"}] == ["later"]
    assert gateway.ask(ADMIN, "GET", plan).json()["items"] == []
    states = gateway.ask(COVE_ADMIN, "GET", f"{plan}?status=sent").json()["items"]
    assert [row["id"] for row in states] == [planned]


def test_receipts_of_relays_add_up_and_repeats_change_nothing(gateway: AreaGateway) -> None:
    relay = Principal(Role.RELAY, Platform.INTERNAL, "echo-ws")
    message = post(gateway, PARENT, ROOM)
    path = "/api/v1/messages/deliveries"
    for name, sockets in (("a" * 12, 2), ("b" * 12, 1), ("a" * 12, 2)):
        body = {"relay": name, "items": [{"message_id": message, "sockets": sockets}]}
        assert gateway.ask(relay, "POST", path, body).json() == {"recorded": 1}
    unknown = {"relay": "a" * 12, "items": [{"message_id": str(uuid4()), "sockets": 1}]}
    assert gateway.ask(relay, "POST", path, unknown).json() == {"recorded": 0}
    assert gateway.ask(FOUNDER, "POST", path, unknown).status_code == 403
    for who in (PARENT, ECHO):
        found = gateway.ask(who, "GET", f"{room_path(ROOM)}/{message}/delivery").json()
        assert (found["relays"], found["sockets"]) == (2, 3)
