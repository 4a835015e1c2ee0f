"""Riven's capabilities on what core-api says."""

from typing import Any

import msgspec
import pytest

from agents.contract.messages import Heartbeat
from agents.riven.agent import AGENT
from agents.runtime.errors import RefusedError, UnreachableError
from tests.support.platform_messages import HEARTBEAT
from tests.support.riven_platform import (
    ADA,
    FAMILY,
    OTHER_REQUEST,
    PREFIX,
    REQUEST,
    SCREEN,
    core_api,
    run,
)
from tests.support.scripted_core_api import ScriptedCoreApi


def test_table_fits_the_heartbeat() -> None:
    table = {**HEARTBEAT, "version": AGENT.version, "capabilities": sorted(AGENT.capabilities)}
    assert len(msgspec.convert(table, Heartbeat).capabilities) == 8
    assert all(capability.description for capability in AGENT.capabilities.values())


def test_moment_is_judged_with_extra_time_and_downtime() -> None:
    night = {"days": ["sun"], "from": "20:00", "until": "07:00"}
    wanted = {
        "budget_minutes": 60, "extra_minutes": 15, "used_minutes": 50,
        "weekday": "sun", "clock": "19:50", "downtime": [night],
    }  # fmt: skip
    found = run("evaluate_screen_time", wanted, core_api())
    assert (found["left_minutes"], found["ends_in_minutes"]) == (25, 10)
    assert found["next_warning_in_minutes"] == 5


@pytest.mark.parametrize(
    ("capability", "task_input", "reason"),
    [
        ("evaluate_screen_time", {"used_minutes": 1, "weekday": "sun", "clock": "7pm"}, "HH:MM"),
        (
            "evaluate_screen_time",
            {"used_minutes": 1, "weekday": "sun", "clock": "19:00", "downtime": [{}]},
            "downtime window 1",
        ),
        ("evaluate_screen_time", {"used_minutes": -1, "weekday": "sun", "clock": "19:00"}, ">= 0"),
        ("review_family", {"family_id": "../../users"}, "input refused"),
        ("review_family", {"family_id": REQUEST}, "404"),
        ("plan_supplies", {"adults": 0, "days": 1}, "nobody"),
        ("plan_supplies", {"adults": 1, "days": 366}, "<= 365"),
        ("distance_and_bearing", {"start": {"latitude": 1}}, "longitude"),
        ("emergency_card", {}, "family_name"),
        ("emergency_card", {"family_name": "Fern", "fields": {"gps": "1,2"}}, "unknown field"),
        ("emergency_card", {"fields": {}, "family_name": "Fern"}, "the card is empty"),
        ("decide_extra_time", {"facts": {"minutes": 0}}, ">= 1"),
        ("decide_open_requests", {"family_id": FAMILY, "homework_done": {"Ada": True}}, "refused"),
    ],
)
def test_bad_input_gets_a_reason(
    capability: str,
    task_input: dict[str, Any],
    reason: str,
) -> None:
    assert reason in run(capability, task_input, core_api())


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        ({}, "fine"),
        ({"budget_minutes": None, "left_minutes": None}, "fine"),
        ({"used_minutes": 60, "left_minutes": 0}, "used_up"),
        ({"used_minutes": 70, "left_minutes": 0, "open_session_id": REQUEST}, "over_budget"),
        ({"in_downtime": True, "open_session_id": REQUEST}, "in_downtime"),
        ({"in_downtime": True}, "fine"),
        ({"open_session_id": REQUEST, "ends_at": "2026-11-22T12:14:00Z"}, "ends_soon"),
        ({"open_session_id": REQUEST, "ends_at": "2026-11-22T12:16:00Z"}, "fine"),
    ],
)
def test_review_finds_who_needs_a_word(change: dict[str, Any], finding: str) -> None:
    platform = core_api(**{f"GET {PREFIX}/members/{ADA}/screen-time": {**SCREEN, **change}})
    found = run("review_family", {"family_id": FAMILY}, platform)
    assert [(one["display_name"], one["finding"]) for one in found["members"]] == [
        ("Ada", finding),
        ("Ben", "fine"),
    ]
    assert found["attention"] == (finding in ("in_downtime", "over_budget"))


def test_member_that_cannot_be_read_is_not_fine() -> None:
    route = f"GET {PREFIX}/members/{ADA}/screen-time"
    platform = core_api(**{route: UnreachableError("core-api: down")})
    found = run("review_family", {"family_id": FAMILY}, platform)
    assert found["not_checked"] == 1
    assert found["members"][0]["detail"] == "core-api: down"


def extra_time(
    request_id: str, status: str, minutes: int, day: str, granted: int | None = None
) -> dict[str, Any]:
    fields = {"id": request_id, "member_id": ADA, "family_id": FAMILY, "reason": "film"}
    more = {"status": status, "minutes": minutes, "day": day, "granted_minutes": granted}
    return {**fields, **more}


def requests_api(answer: object, *approved: dict[str, Any]) -> ScriptedCoreApi:
    lists = {
        "open": [extra_time(REQUEST, "open", 20, "2026-11-22")],
        "approved": list(approved),
    }
    return core_api(
        **{
            f"GET {PREFIX}/families/{FAMILY}/extra-time": lambda query: lists[query["status"]],
            f"POST {PREFIX}/extra-time/{REQUEST}/approve": answer,
            f"POST {PREFIX}/extra-time/{REQUEST}/deny": answer,
        },
    )


def test_open_request_is_approved_within_the_familys_setting() -> None:
    platform = requests_api({})
    (found,) = run("decide_open_requests", {"family_id": FAMILY, "apply": True}, platform)
    assert (found["decision"], found["applied"]) == ("approve", True)
    (note,) = platform.sent(f"POST {PREFIX}/extra-time/{REQUEST}/approve")
    assert "within the family's rule" in note["note"]


def test_without_apply_nothing_is_posted() -> None:
    platform = requests_api({})
    (found,) = run("decide_open_requests", {"family_id": FAMILY}, platform)
    assert (found["decision"], found["applied"]) == ("approve", False)
    assert not [route for route, _ in platform.asked if route.startswith("POST")]


def test_minutes_granted_before_count() -> None:
    monday = extra_time(OTHER_REQUEST, "approved", 90, "2026-11-16", 50)  # of the same week
    sunday = extra_time(OTHER_REQUEST, "approved", 20, "2026-11-22", 11)
    before = extra_time(OTHER_REQUEST, "approved", 500, "2026-11-15", 500)
    rule = {"auto_approve_minutes": 30, "day_minutes_max": 30, "week_minutes_max": 80}
    platform = requests_api({}, monday, sunday, before)
    wanted = {"family_id": FAMILY, "rule": rule, "apply": True}
    (found,) = run("decide_open_requests", wanted, platform)
    assert found["decision"] == "deny"
    assert "19 are left" in found["reasons"][0]
    assert "this week: 19 are left" in found["reasons"][1]


def test_refusal_of_core_api_is_reported() -> None:
    platform = requests_api(RefusedError("core-api refused with 409: leave it to a parent"))
    (found,) = run("decide_open_requests", {"family_id": FAMILY, "apply": True}, platform)
    assert (found["applied"], "leave it to a parent" in found["problem"]) == (False, True)


def test_request_is_left_to_a_parent_when_downtime_is_not_known() -> None:
    platform = requests_api({})
    platform.routes[f"GET {PREFIX}/members/{ADA}/screen-time"] = UnreachableError("down")
    (found,) = run("decide_open_requests", {"family_id": FAMILY, "apply": True}, platform)
    assert (found["decision"], found["applied"]) == ("ask_parent", False)


def test_card_is_laid_out_from_its_fields() -> None:
    fields = {"meeting_place_name": "Old mill", "contacts": [{"name": "Ida", "phone": "+49 30 1"}]}
    found = run("emergency_card", {"family_name": "Fern", "fields": fields}, core_api())
    assert "EMERGENCY CARD Fern" in found["text"]
    assert found["fields"]["contacts"] == fields["contacts"]


def test_points_of_a_task_are_not_in_its_result() -> None:
    start, end = {"latitude": 48.8566, "longitude": 2.3522}, {"latitude": 0, "longitude": 0}
    wanted = {"start": start, "end": end}
    assert "48.8" not in str(run("distance_and_bearing", wanted, core_api()))
