"""Restarting an agent: a person gave the password a short time ago, an operator has its token."""

from dataclasses import replace

import httpx
import pytest

from services.core_api.access.actors import Platform, Role
from services.core_api.access.principal import Principal
from tests.support.core_api import BASE, START, Gateway
from tests.support.token_forger import SESSION, USER

_NOW = int(START.timestamp())
_ADMIN = Principal(Role.ADMIN, Platform.NOVAOS, USER, "A", SESSION)
_FOUNDER = Principal(Role.GODMODE, Platform.NOVAOS, USER, "F", SESSION, godmode_bypass=True)


def _send(gateway: Gateway, person: Principal, age: int, **changed: object) -> httpx.Response:
    who = replace(person, authenticated_at=_NOW - age)
    token = gateway.ports.tokens.issue_to_person(who, START)
    bearer = {"Authorization": f"Bearer {token}"}
    message = {"agent": "riven", "op": "cycle", "args": {}, **changed}
    return gateway.post(f"{BASE}/command", message, token=None, headers=bearer)


@pytest.mark.parametrize("person", [_ADMIN, _FOUNDER])
@pytest.mark.parametrize("age", [0, 600])
def test_a_person_restarts_with_a_recent_password(
    gateway: Gateway, person: Principal, age: int
) -> None:
    assert _send(gateway, person, age).status_code == 200
    assert len(gateway.state_store.published) == 1


@pytest.mark.parametrize("person", [_ADMIN, _FOUNDER])
@pytest.mark.parametrize("agent", ["riven", "all"])
def test_an_old_password_restarts_nothing(gateway: Gateway, person: Principal, agent: str) -> None:
    answer = _send(gateway, person, 601, agent=agent)
    assert (answer.status_code, answer.json()["error"]) == (403, "reauthentication_required")
    assert "log in again" in answer.json()["reason"]
    assert gateway.state_store.published == []
    assert not gateway.registry.commands


def test_an_old_password_is_good_for_other_commands(gateway: Gateway) -> None:
    assert _send(gateway, _FOUNDER, 40_000, op="ping").status_code == 200


def test_nova_is_no_way_around_it(gateway: Gateway) -> None:
    sent = {"agent": "riven", "op": "cycle"}
    args = {"capability": "dispatch", "input": sent}
    answer = _send(gateway, _FOUNDER, 601, agent="nova", op="task", args=args)
    assert (answer.status_code, answer.json()["error"]) == (403, "reauthentication_required")
    args["input"] = {**sent, "op": "ping"}
    assert _send(gateway, _FOUNDER, 601, agent="nova", op="task", args=args).status_code == 200


def test_an_operator_restarts_without_a_password(gateway: Gateway) -> None:
    message = {"agent": "riven", "op": "cycle", "args": {}}
    assert gateway.post(f"{BASE}/command", message).status_code == 200
