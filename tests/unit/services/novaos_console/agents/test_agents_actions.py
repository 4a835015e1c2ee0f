"""What the founder does: ping, restart, tasks, playbooks, a ticket for the feed."""

import json
from typing import Any

import pytest

from tests.support.agents_console import COMMAND, COMMAND_ID, AgentsConsole, command, moment

_PAGE = "/godmode/agents"
_ONE = ("GET", f"/api/v1/agent/commands/{COMMAND_ID}")
_SCHEMA = {
    "type": "object",
    "required": ["days"],
    "properties": {"days": {"type": "integer", "minimum": 1, "maximum": 365}},
}
_STEPS = [{"name": "plan", "agent": "riven", "capability": "plan_supplies", "input": {"days": 1}}]


def _sent(console: AgentsConsole) -> list[dict[str, Any]]:
    return [
        json.loads(one.content)
        for one in console.core_api.asked
        if (one.method, one.url.path) == COMMAND
    ]


@pytest.fixture(autouse=True)
def answering(console: AgentsConsole) -> None:
    console.core_api.says(*COMMAND, body={"id": COMMAND_ID})
    console.core_api.says(*_ONE, body=command())
    capability = {"name": "plan_supplies", "description": "Plan.", "input_schema": _SCHEMA}
    items = [{"agent": "riven", "version": "1", "capabilities": [capability]}]
    console.core_api.says("GET", "/api/v1/agent/capabilities", body={"items": items})
    book = {"name": "supplies", "steps": _STEPS, "updated_at": moment()}
    books = "/api/v1/agent/playbooks"
    console.core_api.says("GET", books, body={"items": [book], "next": None})
    console.core_api.says("GET", f"{books}/supplies", body=book)


def test_ping_says_the_round_trip_by_core_apis_clock(console: AgentsConsole) -> None:
    answer = console.post(f"{_PAGE}/riven/ping")
    assert "riven answered in 500 ms." in answer.text
    assert _sent(console)[0]["op"] == "ping"


def test_a_ping_without_answer_says_so(console: AgentsConsole) -> None:
    console.core_api.says(*_ONE, body=command("timed_out"))
    assert "did not answer: timed out" in console.post(f"{_PAGE}/riven/ping").text


@pytest.mark.parametrize("typed", ["", "nova", "Riven", "riven2"])
def test_restart_asks_for_the_typed_name(console: AgentsConsole, typed: str) -> None:
    assert console.post(f"{_PAGE}/riven/restart", {"typed": typed}).status_code == 422
    assert _sent(console) == []


def test_restart_asks_for_a_password_given_just_now(console: AgentsConsole) -> None:
    console.be_founder(password_age=301)
    answer = console.post(f"{_PAGE}/riven/restart", {"typed": "riven"})
    assert answer.status_code == 403
    assert 'hx-post="/reauthenticate"' in answer.text
    assert _sent(console) == []
    console.be_founder(password_age=290)
    answer = console.post(f"{_PAGE}/riven/restart", {"typed": "riven"})
    assert answer.headers["HX-Redirect"] == f"{_PAGE}/riven"
    assert [one["op"] for one in _sent(console)] == ["cycle"]


def test_core_apis_own_question_for_the_password_is_the_same_form(console: AgentsConsole) -> None:
    console.core_api.refuses(*COMMAND, 403, "reauthentication_required", "log in again")
    answer = console.post(f"{_PAGE}/riven/restart", {"typed": "riven"})
    assert answer.status_code == 403
    assert 'hx-post="/reauthenticate"' in answer.text


def test_another_refusal_is_told_as_it_is(console: AgentsConsole) -> None:
    console.core_api.refuses(*COMMAND, 403, "forbidden", "you may not do this")
    answer = console.post(f"{_PAGE}/riven/restart", {"typed": "riven"})
    assert "you may not do this" in answer.text
    assert "/reauthenticate" not in answer.text


def test_a_task_is_sent_as_its_form_says(console: AgentsConsole) -> None:
    form = {"capability": "plan_supplies", "days": "3", "deadline_seconds": "30"}
    answer = console.post(f"{_PAGE}/riven/task", form)
    assert answer.headers["HX-Redirect"] == f"{_PAGE}/commands/{COMMAND_ID}"
    (sent,) = _sent(console)
    assert sent["args"] == {"capability": "plan_supplies", "input": {"days": 3}}
    assert sent["deadline_seconds"] == 30


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"days": "0"}, "days: expected at least 1"),
        ({"days": ""}, "days: fill this in"),
        ({"deadline_seconds": "3601"}, "deadline_seconds"),
        ({"input_json": "[]"}, "input_json: expected a JSON object"),
        ({"input_json": '{"days": NaN}'}, "input_json: this is no JSON"),
    ],
)
def test_a_bad_value_sends_nothing(
    console: AgentsConsole, changed: dict[str, str], told: str
) -> None:
    form = {"capability": "plan_supplies", "days": "3", "deadline_seconds": "30", **changed}
    answer = console.post(f"{_PAGE}/riven/task", form)
    assert answer.status_code == 422
    assert told in answer.text
    assert _sent(console) == []


def test_an_unknown_capability_is_404(console: AgentsConsole) -> None:
    form = {"capability": "fly", "deadline_seconds": "30"}
    assert console.post(f"{_PAGE}/riven/task", form).status_code == 404


def test_a_playbook_is_started_by_name_or_with_other_inputs(console: AgentsConsole) -> None:
    path = f"{_PAGE}/nova/playbooks/supplies"
    console.post(path, {"inputs": '{"plan": {"days": 1}}'})
    console.post(path, {"inputs": '{"plan": {"days": 9}}'})
    same, other = (one["args"]["input"] for one in _sent(console))
    assert same["name"] == "supplies"
    assert other["steps"] == [{**_STEPS[0], "input": {"days": 9}}]
    for text in ('{"other": {}}', '{"plan": 1}', "[]"):
        assert console.post(path, {"inputs": text}).status_code == 422
    assert len(_sent(console)) == 2


def test_a_restart_by_nova_asks_for_the_password_as_the_restart_does(
    console: AgentsConsole,
) -> None:
    capability = {"name": "dispatch", "description": "Send.", "input_schema": {"type": "object"}}
    items = [{"agent": "nova", "version": "1", "capabilities": [capability]}]
    console.core_api.says("GET", "/api/v1/agent/capabilities", body={"items": items})
    form = {
        "capability": "dispatch",
        "deadline_seconds": "30",
        "input_json": '{"agent": "riven", "op": "cycle"}',
    }
    console.be_founder(password_age=301)
    answer = console.post(f"{_PAGE}/nova/task", form)
    assert answer.status_code == 403
    assert 'hx-post="/reauthenticate"' in answer.text
    assert _sent(console) == []
    ping = {**form, "input_json": '{"agent": "riven", "op": "ping"}'}
    assert "HX-Redirect" in console.post(f"{_PAGE}/nova/task", ping).headers
    console.be_founder(password_age=290)
    assert "HX-Redirect" in console.post(f"{_PAGE}/nova/task", form).headers
    assert [one["args"]["input"]["op"] for one in _sent(console)] == ["ping", "cycle"]


def test_a_playbook_is_not_started_with_a_restart_in_its_inputs(console: AgentsConsole) -> None:
    path = f"{_PAGE}/nova/playbooks/supplies"
    answer = console.post(path, {"inputs": '{"plan": {"agent": "riven", "op": "cycle"}}'})
    assert answer.status_code == 422
    assert "Playbooks and schedules restart no agent" in answer.text
    assert _sent(console) == []


def test_the_feed_gets_a_ticket_and_nothing_else(console: AgentsConsole) -> None:
    told = {"ticket": "novaos.x", "url": "ws://127.0.0.1:8765/ws", "expires_in": 30}
    console.core_api.says("POST", "/api/v1/ws-ticket", 201, told)
    answer = console.post(f"{_PAGE}/feed-ticket")
    assert answer.json() == {"ticket": "novaos.x", "url": "ws://127.0.0.1:8765/ws"}
    assert console.post(f"{_PAGE}/feed-ticket", headers={}).status_code == 403
