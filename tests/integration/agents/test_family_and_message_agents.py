"""Riven and echo on real data of families and rooms; glitch on the platform's own records."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from agents.echo.agent import AGENT as ECHO_MODULE
from agents.echo.agent import tick as echo_tick
from agents.glitch.agent import AGENT as GLITCH_MODULE
from agents.glitch.agent import GlitchTick
from agents.riven.agent import AGENT as RIVEN_MODULE
from agents.riven.agent import RivenTick
from agents.runtime.capability import AgentModule, TaskContext
from services.core_api.access.actors import Platform, Role
from tests.support.agent_on_gateway import GatewayCoreApi, run_capability
from tests.support.area_gateway import AreaGateway, agent, area_gateway, person
from tests.support.gypsycove import Home, expect, make_home
from tests.support.platform_stack import running_stack

pytestmark = [pytest.mark.docker, pytest.mark.timeout(180)]
MODULES: dict[str, AgentModule] = {
    "echo": ECHO_MODULE,
    "glitch": GLITCH_MODULE,
    "riven": RIVEN_MODULE,
}
MESSAGES = "/api/v1/messages"
ALERTS = "/api/v1/security/alerts"
ADMIN = person(Role.ADMIN, Platform.NOVAOS, 77)


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AreaGateway]:
    with running_stack(tmp_path_factory.mktemp("stack")) as stack, area_gateway(stack) as started:
        yield started


@pytest.fixture(scope="module")
def home(gateway: AreaGateway) -> Home:
    return make_home(gateway, 1, auto=30)


def context(gateway: AreaGateway, name: str) -> TaskContext:
    core_api = GatewayCoreApi(gateway, agent(name))
    return TaskContext(name, "", core_api, gateway.clock)


def result_of(gateway: AreaGateway, name: str, capability: str, **given: object) -> Any:  # noqa: ANN401 - any JSON
    outcome = run_capability(gateway, name, MODULES[name], capability, given)
    assert outcome.error == ""
    return outcome.result


def room_of(home: Home) -> str:
    return f"{MESSAGES}/rooms/family:{home.family}"


def messages_of(home: Home) -> list[dict[str, Any]]:
    answer = home.gateway.ask(home.people["parent"], "GET", f"{room_of(home)}/messages")
    found: list[dict[str, Any]] = expect(answer)["items"]
    return found


def test_running_session_without_budget_left_needs_a_word(home: Home) -> None:
    budget = dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), 20)
    home.put("parent", home.of("child", "/budget"), {"minutes": budget})
    session = home.post("child", home.of("child", "/sessions"), {"category": "games"})
    home.pass_minutes(25)
    review = result_of(home.gateway, "riven", "review_family", family_id=home.family)
    findings = {one["display_name"]: one["finding"] for one in review["members"]}
    assert findings["child"] == "over_budget"
    assert findings["teen"] == "fine"
    home.post("child", f"/sessions/{session['id']}/stop")


@pytest.mark.parametrize(
    ("minutes", "decision", "status"),
    # The family lets riven decide 30 minutes of a day.
    [(20, "approve", "approved"), (15, "deny", "denied"), (10, "approve", "approved")],
)
def test_open_request_is_decided_by_the_familys_rule(
    home: Home,
    minutes: int,
    decision: str,
    status: str,
) -> None:
    body = {"minutes": minutes, "reason": "film"}
    asked = home.post("child", home.of("child", "/extra-time"), body)
    wanted = {"family_id": home.family, "apply": True}
    (decided,) = result_of(home.gateway, "riven", "decide_open_requests", **wanted)
    assert (decided["decision"], decided["applied"]) == (decision, True)
    assert home.get("child", f"/extra-time/{asked['id']}")["status"] == status


def test_overdue_check_in_is_escalated_once_and_the_family_told(home: Home) -> None:
    due = home.gateway.clock() + timedelta(minutes=10)
    body = {
        "member_id": home.members["teen"], "due_at": due.isoformat(), "note": "after school",
        "escalate_after_minutes": 15,
    }  # fmt: skip
    check_in = home.post("parent", home.within("/check-ins"), body)
    tick = RivenTick()
    tick(context(home.gateway, "riven"))
    assert messages_of(home) == []
    home.pass_minutes(26)
    for _ in range(2):
        tick(context(home.gateway, "riven"))
        home.pass_minutes(2)
    (message,) = messages_of(home)
    assert "teen has not checked in (after school)" in message["text"]
    (escalated,) = home.get("parent", home.within("/check-ins?status=escalated"))["items"]
    assert escalated["id"] == check_in["id"]


def test_riven_reaches_the_rooms_of_families_only(home: Home) -> None:
    body = {"text": "hello", "kind": "message"}
    path = f"{MESSAGES}/rooms/platform:gypsycove/messages"
    assert home.gateway.ask(agent("riven"), "POST", path, body).status_code == 404


def test_echo_sends_and_asks_what_became_of_it(home: Home) -> None:
    room = f"family:{home.family}"
    sent = result_of(home.gateway, "echo", "send_message", room=room, text="Dinner at six")
    assert "Dinner at six" in [message["text"] for message in messages_of(home)]
    wanted = {"room": room, "message_id": sent["id"]}
    report = result_of(home.gateway, "echo", "delivery_report", **wanted)
    assert report["verdict"] == "not_confirmed"
    parent = home.people["parent"]
    read = {"message_id": sent["id"]}
    expect(home.gateway.ask(parent, "POST", f"{room_of(home)}/read", read))
    assert result_of(home.gateway, "echo", "delivery_report", **wanted)["verdict"] == "read"


def test_announcement_is_sent_once_at_its_time(home: Home) -> None:
    send_at = (home.gateway.clock() + timedelta(minutes=5)).isoformat()
    wanted = {"room": f"family:{home.family}", "text": "Chores!", "send_at": send_at}
    planned = result_of(home.gateway, "echo", "schedule_announcement", **wanted)
    dropped = result_of(home.gateway, "echo", "schedule_announcement", **wanted)
    result_of(home.gateway, "echo", "cancel_announcement", announcement_id=dropped["id"])
    echo_tick(context(home.gateway, "echo"))
    assert "Chores!" not in [message["text"] for message in messages_of(home)]
    home.pass_minutes(6)
    for _ in range(2):
        echo_tick(context(home.gateway, "echo"))
    assert [message["text"] for message in messages_of(home)].count("Chores!") == 1
    rows = result_of(home.gateway, "echo", "list_announcements")["rows"]
    statuses = {row["id"]: row["status"] for row in rows}
    assert statuses == {planned["id"]: "sent", dropped["id"]: "cancelled"}


def test_digest_of_unread_reaches_the_persons_own_room(home: Home) -> None:
    home.pass_minutes(120)
    room = f"family:{home.family}"
    result_of(home.gateway, "echo", "send_message", room=room, text="Still there?")
    home.pass_minutes(90)
    found = result_of(home.gateway, "echo", "digest_unread", send=True)
    parent = home.people["parent"]
    (digest,) = [one for one in found["digests"] if one["user_id"] == parent.subject]
    assert room in digest["rooms"]
    assert (found["sent"], found["failed"]) == (found["total"], 0)
    path = f"{MESSAGES}/rooms/user:{parent.subject}/messages"
    (message,) = expect(home.gateway.ask(parent, "GET", path))["items"]
    assert message["text"] == digest["text"]
    again = result_of(home.gateway, "echo", "digest_unread")
    assert all("user:" not in name for one in again["digests"] for name in one["rooms"])


def test_password_spraying_is_found_and_raised_once(gateway: AreaGateway) -> None:
    for number in range(12):
        body = {
            "login": f"nobody{number}", "password": "wrong password here", "platform": "blackrose",
        }  # fmt: skip
        gateway.ask(None, "POST", "/api/v1/auth/login", body)
    wanted = {"hours": 1, "accounts_per_address": 5}
    report = result_of(gateway, "glitch", "login_abuse", **wanted)
    assert "spraying" in {one["kind"] for one in report["findings"]}


def test_platform_without_a_lock_could_not_be_checked(gateway: AreaGateway) -> None:
    report = result_of(gateway, "glitch", "check_integrity")
    assert report["verdict"] == "could_not_check"
    assert "no summary was published" in report["reasons"][0]
    tick = GlitchTick()
    with pytest.raises(Exception, match="could not check"):  # the log is too short
        tick(context(gateway, "glitch"))
    alerts = expect(gateway.ask(ADMIN, "GET", ALERTS))["items"]
    raised = [alert for alert in alerts if alert["kind"] == "integrity"]
    assert [(alert["severity"], alert["raised_by"]) for alert in raised] == [("low", "glitch")]


def test_taken_honey_token_is_reported(gateway: AreaGateway) -> None:
    made = result_of(gateway, "glitch", "make_honey_token", label="old wiki page")
    assert made["token"]
    report = result_of(gateway, "glitch", "honey_tokens")
    assert (report["tokens"], report["newest_tokens"][0]["label"]) == (1, "old wiki page")
    assert made["token"] not in str(report)


def test_incident_report_shows_the_alerts(gateway: AreaGateway) -> None:
    report = result_of(gateway, "glitch", "incident_report", minutes=24 * 60)
    assert report["not_checked"] == []
    assert "integrity" in report["markdown"]
