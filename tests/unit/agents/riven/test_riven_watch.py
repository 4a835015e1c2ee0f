"""What riven does by itself: check-ins that are overdue, and the retention."""

from datetime import timedelta
from typing import Any

import pytest

from agents.riven.agent import RivenTick
from agents.runtime.errors import RefusedError, TaskError, UnreachableError
from tests.support.riven_platform import (
    BEN,
    CHECK_IN,
    FAMILY,
    PREFIX,
    core_api,
    run,
)
from tests.support.scripted_core_api import NOW, MovingClock, ScriptedCoreApi, scripted_context


def check_in(minutes_late: int) -> dict[str, Any]:
    due = NOW - timedelta(minutes=minutes_late)
    return {
        "id": CHECK_IN, "member_id": BEN, "family_id": FAMILY, "due_at": due, "status": "overdue",
        "escalate_after_minutes": 30, "note": "after school",
    }  # fmt: skip


def watch_api(minutes_late: int, **more: object) -> ScriptedCoreApi:
    return core_api(
        **{
            f"GET {PREFIX}/families/{FAMILY}/check-ins": [check_in(minutes_late)],
            f"POST {PREFIX}/check-ins/{CHECK_IN}/escalate": {},
            f"POST /api/v1/messages/rooms/family:{FAMILY}/messages": {},
            **more,
        },
    )


def test_overdue_check_in_is_escalated_and_the_family_told() -> None:
    platform = watch_api(30)
    found = run("check_ins", {}, platform)
    assert (found["overdue"][0]["late_minutes"], found["overdue"][0]["escalated"]) == (30, True)
    (message,) = platform.sent(f"POST /api/v1/messages/rooms/family:{FAMILY}/messages")
    assert message["text"] == (
        "Ben has not checked in (after school): it was due at 2026-11-22 11:30 UTC, 30 minutes ago."
    )


def test_check_in_is_not_escalated_before_its_time() -> None:
    platform = watch_api(29)
    found = run("check_ins", {}, platform)
    assert found["overdue"][0]["escalated"] is False
    assert not [route for route, _ in platform.asked if route.startswith("POST")]


def test_message_that_could_not_be_sent_is_sent_at_the_next_look() -> None:
    tick = RivenTick()
    route = f"POST /api/v1/messages/rooms/family:{FAMILY}/messages"
    platform = watch_api(45, **{route: UnreachableError("down")})
    clock = MovingClock()
    tick(scripted_context("riven", platform, clock))
    assert len(tick.watch.waiting) == 1
    platform.routes[route] = {}
    platform.routes[f"GET {PREFIX}/families/{FAMILY}/check-ins"] = []
    clock.now += timedelta(minutes=1)
    tick(scripted_context("riven", platform, clock))
    assert (len(tick.watch.waiting), len(platform.sent(route))) == (0, 2)


def test_what_core_api_refuses_in_a_tick_is_told() -> None:
    route = f"POST {PREFIX}/check-ins/{CHECK_IN}/escalate"
    platform = watch_api(45, **{route: RefusedError("core-api refused with 403: no")})
    with pytest.raises(TaskError, match="403"):
        RivenTick()(scripted_context("riven", platform))


def test_tick_looks_every_minute_and_cleans_every_six_hours() -> None:
    tick, platform, clock = RivenTick(), watch_api(0), MovingClock()
    for _ in range(6 * 60 * 4):  # six hours of ticks, 15 s apart
        tick(scripted_context("riven", platform, clock))
        clock.now += timedelta(seconds=15)
    assert len(platform.sent(f"GET {PREFIX}/families")) == 360
    assert len(platform.sent(f"POST {PREFIX}/retention/run")) == 1
