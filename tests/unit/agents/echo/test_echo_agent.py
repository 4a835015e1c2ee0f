"""Echo's capabilities on what core-api says."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from agents.contract.messages import Command, Heartbeat
from agents.echo.agent import AGENT
from agents.echo.room import TEXT_CHARACTERS_MAX
from agents.runtime.errors import RefusedError, UnreachableError
from agents.runtime.task import execute_task
from tests.support.platform_messages import COMMAND, HEARTBEAT
from tests.support.scripted_core_api import NOW, ScriptedCoreApi, scripted_context

ADA, BEN, MESSAGE = (f"{digit * 8}-0000-4000-8000-000000000000" for digit in "ab1")
LOBBY, FAMILY = "platform:blackrose", f"family:{ADA}"
PREFIX = "/api/v1/messages"
LATER = (NOW + timedelta(hours=1)).isoformat()


def run(capability: str, task_input: dict[str, Any], platform: ScriptedCoreApi) -> Any:  # noqa: ANN401
    """Execute a task as the worker does; returns its result, or its error."""
    args = {"capability": capability, "input": task_input}
    command = msgspec.convert({**COMMAND, "agent": "echo", "op": "task", "args": args}, Command)
    outcome = execute_task(command, AGENT, scripted_context("echo", platform))
    return outcome.error or outcome.result


def room_api(**answers: object) -> ScriptedCoreApi:
    """A core-api whose rooms take messages, except for what is given by room."""

    def accept(room: str) -> dict[str, object]:
        return {"id": MESSAGE, "room": room, "sent_at": NOW, "text": "hidden"}

    rooms = {LOBBY: accept(LOBBY), FAMILY: accept(FAMILY), **answers}
    return ScriptedCoreApi(
        {f"POST {PREFIX}/rooms/{room}/messages": answer for room, answer in rooms.items()},
    )


def test_table_fits_the_heartbeat() -> None:
    table = {**HEARTBEAT, "version": AGENT.version, "capabilities": sorted(AGENT.capabilities)}
    assert len(msgspec.convert(table, Heartbeat).capabilities) == 7
    assert all(capability.description for capability in AGENT.capabilities.values())


def test_message_is_sent_and_its_text_is_not_in_the_result() -> None:
    platform = room_api()
    found = run("send_message", {"room": LOBBY, "text": "secret plan"}, platform)
    assert found == {"id": MESSAGE, "room": LOBBY, "sent_at": "2026-11-22T12:00:00Z"}
    body = {"text": "secret plan", "kind": "message"}
    assert platform.sent(f"POST {PREFIX}/rooms/{LOBBY}/messages") == [body]


@pytest.mark.parametrize(
    ("capability", "task_input", "reason"),
    [
        ("send_message", {"room": "godmode", "text": "x"}, "input refused"),
        ("send_message", {"room": "platform:other", "text": "x"}, "input refused"),
        ("send_message", {"room": f"family:{ADA}/../x", "text": "x"}, "input refused"),
        ("send_message", {"room": f"{LOBBY}\n", "text": "x"}, "input refused"),
        ("send_message", {"room": LOBBY, "text": ""}, "length"),
        ("send_message", {"room": f"user:{ADA}", "text": "x"}, "give the platform"),
        ("send_message", {"room": LOBBY, "text": " \n\t"}, "the text is empty"),
        ("send_message", {"room": LOBBY, "text": "x" * (TEXT_CHARACTERS_MAX + 1)}, "length"),
        ("send_message", {"room": LOBBY, "text": "x", "sender": "nova"}, "unknown field"),
        ("broadcast", {"rooms": [], "text": "x"}, "length"),
        ("broadcast", {"rooms": [LOBBY] * 101, "text": "x"}, "length"),
        ("schedule_announcement", {"room": LOBBY, "text": "x", "send_at": "soon"}, "refused"),
        (
            "schedule_announcement",
            {"room": LOBBY, "text": "x", "send_at": "2026-02-30T10:00:00Z"},
            "is no time",
        ),
        (
            "schedule_announcement",
            {"room": LOBBY, "text": "x", "send_at": "2026-11-22T12:00:00Z"},
            "is over",
        ),
        (
            "schedule_announcement",
            {"room": LOBBY, "text": "x", "send_at": "2028-01-01T00:00:00Z"},
            "more than 366 days",
        ),
        (
            "schedule_announcement",
            {"room": LOBBY, "text": "x", "send_at": "2026-11-22T13:00:00"},
            "refused",  # without a zone
        ),
        ("schedule_announcement", {"room": LOBBY, "text": " ", "send_at": LATER}, "empty"),
        ("cancel_announcement", {"announcement_id": "1"}, "input refused"),
        ("digest_unread", {"room": f"user:{ADA}"}, "own room is in no digest"),
        ("digest_unread", {"min_unread": 0}, ">= 1"),
        ("delivery_report", {"room": LOBBY, "message_id": "x"}, "input refused"),
        ("delivery_report", {"room": LOBBY, "message_id": MESSAGE}, "404"),
    ],
)
def test_bad_input_gets_a_reason(
    capability: str,
    task_input: dict[str, Any],
    reason: str,
) -> None:
    platform = room_api()
    assert reason in run(capability, task_input, platform)
    assert not [route for route, _ in platform.asked if route.startswith("POST")]


def test_only_a_persons_room_needs_the_platform() -> None:
    accepted = {"id": MESSAGE, "room": f"user:{ADA}", "sent_at": NOW}
    platform = room_api(**{f"user:{ADA}": accepted})
    wanted = {"rooms": [LOBBY, f"user:{ADA}"], "text": "hello", "platform": "gypsycove"}
    run("broadcast", wanted, platform)
    (lobby,) = platform.sent(f"POST {PREFIX}/rooms/{LOBBY}/messages")
    (own,) = platform.sent(f"POST {PREFIX}/rooms/user:{ADA}/messages")
    assert (lobby.get("platform"), own["platform"]) == (None, "gypsycove")


def test_broadcast_goes_on_after_a_room_that_refuses() -> None:
    platform = room_api(**{LOBBY: RefusedError("core-api refused with 403: no")})
    found = run("broadcast", {"rooms": [LOBBY, FAMILY, FAMILY], "text": "hello"}, platform)
    assert found["message_ids"] == {FAMILY: MESSAGE}
    assert [(one["room"], "403" in one["reason"]) for one in found["failed"]] == [(LOBBY, True)]
    assert len(platform.sent(f"POST {PREFIX}/rooms/{FAMILY}/messages")) == 1


def test_broadcast_stops_without_core_api() -> None:
    platform = room_api(**{FAMILY: UnreachableError("down")})
    rooms = [LOBBY, FAMILY, f"family:{BEN}"]
    found = run("broadcast", {"rooms": rooms, "text": "hello"}, platform)
    assert [one["reason"] for one in found["failed"]] == [
        "down",
        "not tried, as core-api was not reached",
    ]


def test_broadcast_that_reaches_no_room_is_a_failed_task() -> None:
    platform = room_api(**{LOBBY: RefusedError("core-api refused with 403: no")})
    assert "no room got" in run("broadcast", {"rooms": [LOBBY], "text": "hello"}, platform)


def test_announcement_is_planned_in_utc() -> None:
    route = f"POST {PREFIX}/announcements"
    answer = {"id": MESSAGE, "room": LOBBY, "text": "hello", "send_at": LATER}
    platform = ScriptedCoreApi({route: answer})
    wanted = {"room": LOBBY, "text": "hello", "send_at": "2026-11-22T15:00:00+02:00"}
    assert run("schedule_announcement", wanted, platform)["id"] == MESSAGE
    assert platform.sent(route)[0]["send_at"] == "2026-11-22T13:00:00+00:00"


def test_announcements_are_listed_in_order_and_cancelled() -> None:
    rows = [
        {"id": str(number), "room": LOBBY, "text": "x", "send_at": f"2026-11-2{number}T00:00:00Z"}
        for number in (5, 3, 4)
    ]
    cancel = f"POST {PREFIX}/announcements/{MESSAGE}/cancel"
    platform = ScriptedCoreApi({f"GET {PREFIX}/announcements": rows, cancel: {"ok": True}})
    found = run("list_announcements", {}, platform)
    assert [row["id"] for row in found["rows"]] == ["3", "4", "5"]
    assert run("cancel_announcement", {"announcement_id": MESSAGE}, platform) == {"ok": True}


def test_tick_has_the_due_announcements_sent() -> None:
    route = f"POST {PREFIX}/announcements/run-due"
    platform = ScriptedCoreApi({route: {"sent": 2}})
    assert AGENT.tick is not None
    AGENT.tick(scripted_context("echo", platform))
    assert platform.sent(route) == [{}]


def unread(user_id: str, room: str, count: int, minutes_old: int) -> dict[str, Any]:
    oldest = NOW - timedelta(minutes=minutes_old)
    platform = "gypsycove" if room == FAMILY else "blackrose"
    return {
        "user_id": user_id, "platform": platform, "room": room, "unread": count,
        "oldest_unread_at": oldest,
    }  # fmt: skip


ROWS = [
    unread(ADA, LOBBY, 3, 180),
    unread(ADA, f"creator:{BEN}", 5, 60),
    unread(BEN, FAMILY, 1, 59),
    unread(ADA, f"user:{ADA}", 50, 9000),  # her own room: not counted
    unread(BEN, LOBBY, 1, 59),
]


def test_digest_counts_per_person_without_their_own_room() -> None:
    found = run("digest_unread", {}, ScriptedCoreApi({f"GET {PREFIX}/digests": ROWS}))
    (digest,) = found["digests"]  # Ben's is not old enough
    assert (digest["user_id"], digest["unread"]) == (ADA, 8)
    assert digest["text"] == (
        f"You have 8 unread messages, the oldest 3 hours old.\n- creator:{BEN}: 5\n- {LOBBY}: 3"
    )
    assert (found["total"], found["sent"]) == (1, 0)


@pytest.mark.parametrize(
    ("task_input", "total"),
    [
        ({"min_age_minutes": 0}, 3),
        ({"min_age_minutes": 0, "min_unread": 2}, 1),
        ({"min_age_minutes": 181}, 0),
    ],
)
def test_thresholds_choose_who_gets_a_digest(task_input: dict[str, Any], total: int) -> None:
    platform = ScriptedCoreApi({f"GET {PREFIX}/digests": ROWS})
    assert run("digest_unread", task_input, platform)["total"] == total


@pytest.mark.parametrize(
    ("answer", "sent", "failed"),
    [
        ({"id": MESSAGE}, 3, 0),
        (RefusedError("core-api refused with 404: gone"), 2, 1),
        (UnreachableError("down"), 0, 3),
    ],
)
def test_digests_are_sent_to_each_persons_room(answer: object, sent: int, failed: int) -> None:
    platform = ScriptedCoreApi(
        {
            f"GET {PREFIX}/digests": ROWS,
            f"POST {PREFIX}/rooms/user:{ADA}/messages": answer,
            f"POST {PREFIX}/rooms/user:{BEN}/messages": {"id": MESSAGE},
        },
    )
    found = run("digest_unread", {"min_age_minutes": 0, "send": True}, platform)
    assert (found["sent"], found["failed"]) == (sent, failed)
    assert bool(found["problem"]) is bool(failed)


@pytest.mark.parametrize(
    ("record", "verdict"),
    [
        ({"relays": 0, "sockets": 0, "read_by": 0}, "not_confirmed"),
        ({"relays": 2, "sockets": 0, "read_by": 0}, "nobody_there"),
        ({"relays": 1, "sockets": 3, "read_by": 0}, "delivered"),
        ({"relays": 1, "sockets": 3, "read_by": 2}, "read"),
        ({"relays": 0, "sockets": 0, "read_by": 1}, "read"),
    ],
)
def test_delivery_is_only_what_was_confirmed(record: dict[str, Any], verdict: str) -> None:
    route = f"GET {PREFIX}/rooms/{LOBBY}/messages/{MESSAGE}/delivery"
    fields = {"message_id": MESSAGE, "room": LOBBY, "sent_at": LATER}
    platform = ScriptedCoreApi({route: {**fields, **record}})
    found = run("delivery_report", {"room": LOBBY, "message_id": MESSAGE}, platform)
    assert found["verdict"] == verdict
