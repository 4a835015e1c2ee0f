"""An agent passes on the restart that somebody asked for just now, and no other."""

import uuid
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import msgspec
import pytest

from agents.contract.messages import Command, CommandRequest
from agents.contract.names import COMMAND_ID_HEADER
from services.core_api.access.actors import Platform, Role
from services.core_api.access.principal import Principal
from services.core_api.commands.ledger import new_entry
from services.core_api.commands.outcome import Outcome, Target
from services.core_api.commands.restarts import passes_on
from tests.support.core_api import BASE, START, Gateway
from tests.support.platform_messages import COMMAND
from tests.support.token_forger import SESSION, USER

_NO_COMMAND = "aaaaaaaa-4444-4444-8444-444444444444"
_RESTART = {"agent": "riven", "op": "cycle"}
_DISPATCH = {"capability": "dispatch", "input": _RESTART}
_ADMIN = Principal(Role.ADMIN, Platform.NOVAOS, USER, "A", SESSION)
_FOUNDER = Principal(Role.GODMODE, Platform.NOVAOS, USER, "F", SESSION, godmode_bypass=True)


def _ask_nova(
    gateway: Gateway,
    args: dict[str, Any],
    who: Principal | None = None,
    agent: str = "nova",
) -> str:
    """Give nova a task, as an operator or with a password of this moment; return its id."""
    message = {"agent": agent, "op": "task", "args": args}
    options: dict[str, Any] = {}
    if who is not None:
        recent = replace(who, authenticated_at=int(START.timestamp()))
        token = gateway.ports.tokens.issue_to_person(recent, START)
        options = {"token": None, "headers": {"Authorization": f"Bearer {token}"}}
    answer = gateway.post(f"{BASE}/command", message, **options)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["id"])


def _report(gateway: Gateway, command_id: str, *outcomes: str, agent: str = "nova") -> None:
    claim = str(uuid.uuid4())
    for outcome in outcomes:
        report = {"outcome": outcome, "claim": claim}
        path = f"{BASE}/commands/{command_id}/outcome"
        answer = gateway.post(path, report, token=None, headers=gateway.as_agent(agent))
        assert answer.json()["granted"], answer.text


def _as_nova(
    gateway: Gateway, cause: str | None, message: dict[str, Any] | None = None
) -> httpx.Response:
    headers = gateway.as_agent("nova") | ({COMMAND_ID_HEADER: cause} if cause else {})
    return gateway.post(f"{BASE}/command", message or _RESTART, token=None, headers=headers)


def _restarts(gateway: Gateway) -> list[str]:
    return [one.agent for one in gateway.state_store.published if one.op == "cycle"]


@pytest.mark.parametrize("who", [None, _ADMIN, _FOUNDER])
def test_nova_passes_on_a_restart_that_somebody_asked_for(
    gateway: Gateway, who: Principal | None
) -> None:
    cause = _ask_nova(gateway, _DISPATCH, who)
    _report(gateway, cause, "acknowledged")
    assert _as_nova(gateway, cause).status_code == 200
    assert _restarts(gateway) == ["riven"]


@pytest.mark.parametrize("cause", [None, "", "x", "9" * 36, _NO_COMMAND])
def test_nova_restarts_nobody_by_itself(gateway: Gateway, cause: str | None) -> None:
    answer = _as_nova(gateway, cause)
    assert (answer.status_code, answer.json()["error"]) == (403, "forbidden")
    assert "by a schedule or a playbook" in answer.json()["reason"]
    assert gateway.is_untouched()


@pytest.mark.parametrize("outcomes", [(), ("acknowledged", "done"), ("acknowledged", "failed")])
def test_the_cause_is_what_nova_works_on_now(gateway: Gateway, outcomes: tuple[str, ...]) -> None:
    cause = _ask_nova(gateway, _DISPATCH)
    _report(gateway, cause, *outcomes)
    assert _as_nova(gateway, cause).status_code == 403


def test_a_cause_whose_time_is_over_is_none(gateway: Gateway) -> None:
    cause = _ask_nova(gateway, _DISPATCH)
    _report(gateway, cause, "acknowledged")
    gateway.clock.advance(31)
    assert _as_nova(gateway, cause).status_code == 403


@pytest.mark.parametrize(
    "args",
    [
        {"capability": "dispatch", "input": {**_RESTART, "agent": "echo"}},
        {"capability": "dispatch", "input": {**_RESTART, "op": "ping"}},
        {"capability": "run_playbook", "input": {"name": "nightly"}},
    ],
)
def test_the_cause_asks_for_just_this_restart(gateway: Gateway, args: dict[str, Any]) -> None:
    cause = _ask_nova(gateway, args)
    _report(gateway, cause, "acknowledged")
    assert _as_nova(gateway, cause).status_code == 403
    assert _restarts(gateway) == []


def test_a_task_of_another_agent_is_no_cause(gateway: Gateway) -> None:
    cause = _ask_nova(gateway, _DISPATCH, agent="lyra")
    _report(gateway, cause, "acknowledged", agent="lyra")
    assert _as_nova(gateway, cause).status_code == 403


def test_nova_cannot_give_itself_the_cause(gateway: Gateway) -> None:
    itself = {"agent": "nova", "op": "task", "args": _DISPATCH}
    asked = _ask_nova(gateway, _DISPATCH)
    _report(gateway, asked, "acknowledged")
    for cause in (None, asked):
        answer = _as_nova(gateway, cause, itself)
        assert answer.status_code == 403
    assert [one.id for one in gateway.state_store.published] == [asked]


def test_a_restart_is_passed_on_openly(gateway: Gateway) -> None:
    cause = _ask_nova(gateway, _DISPATCH)
    _report(gateway, cause, "acknowledged")
    hidden = {"agent": "riven", "op": "task", "args": _DISPATCH}
    assert _as_nova(gateway, cause, hidden).status_code == 403


@pytest.mark.parametrize(("issuer", "passes"), [("operator", True), (USER, True), ("nova", False)])
def test_what_an_agent_sent_is_no_cause(issuer: str, passes: bool) -> None:  # noqa: FBT001
    built = msgspec.convert(
        {**COMMAND, "op": "task", "args": _DISPATCH, "issued_by": issuer}, Command
    )
    entry = new_entry(built, START, START + timedelta(minutes=1))
    taken = replace(entry, targets=(Target("nova", Outcome.ACKNOWLEDGED, START),))
    assert passes_on(taken, CommandRequest("riven", "cycle"), "nova") is passes


def test_what_nova_may_command_besides_needs_no_cause(gateway: Gateway) -> None:
    assert _as_nova(gateway, None, {"agent": "riven", "op": "ping"}).status_code == 200
