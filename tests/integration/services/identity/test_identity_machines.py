"""Machines on the real stores: an agent gets its own token, and nobody else's."""

import base64
import json
from typing import Any

import jwt
import pytest

from agents.contract.names import AGENT_NAMES
from tests.support.identity_gateway import IdentityGateway
from tests.support.platform_keys import jwt_keys
from tests.support.platform_messages import HEARTBEAT, TOKEN

pytestmark = [pytest.mark.docker, pytest.mark.timeout(120)]
_EXCHANGE = "/api/v1/machine/token"
_HEARTBEAT = "/api/v1/agent/heartbeat"


def _exchange(
    gateway: IdentityGateway, machine: str, key_of: str, shared: str | None = TOKEN
) -> Any:  # noqa: ANN401
    key = gateway.stack.passwords[f"{key_of}_machine_key"]
    headers = {} if shared is None else {"X-Agent-Token": shared}
    return gateway.ask("POST", _EXCHANGE, {"machine": machine, "key": key}, headers=headers)


def _token(gateway: IdentityGateway, machine: str) -> str:
    answer = _exchange(gateway, machine, machine, None if machine == "echo-ws" else TOKEN)
    assert answer.status_code == 200, answer.text
    token: str = answer.json()["access_token"]
    return token


@pytest.mark.parametrize("name", AGENT_NAMES)
def test_each_agent_gets_a_token_of_its_own(gateway: IdentityGateway, name: str) -> None:
    token = _token(gateway, f"agent-{name}")
    claims = jwt.decode(
        token, jwt_keys().public, ["RS256"], audience="internal", options={"verify_exp": False}
    )
    assert (claims["sub"], claims["role"]) == (f"agent:{name}", "agent")
    assert claims["exp"] - claims["iat"] == 600


def test_the_relay_needs_no_shared_token(gateway: IdentityGateway) -> None:
    token = _token(gateway, "echo-ws")
    assert gateway.ask("GET", "/api/v1/agent/online", token=token).status_code == 403


@pytest.mark.parametrize(
    ("machine", "key_of", "shared", "status"),
    [
        ("agent-nova", "agent-lyra", TOKEN, 401),
        ("agent-nova", "echo-ws", TOKEN, 401),
        ("agent-nova", "agent-nova", None, 401),
        ("agent-nova", "agent-nova", "x" * 40, 401),
        ("echo-ws", "agent-nova", None, 401),
        ("agent-atlas", "agent-nova", TOKEN, 422),
        ("core-api", "agent-nova", TOKEN, 422),
    ],
)
def test_one_machine_gets_no_token_of_another(
    gateway: IdentityGateway, machine: str, key_of: str, shared: str | None, status: int
) -> None:
    answer = _exchange(gateway, machine, key_of, shared)
    assert answer.status_code == status
    assert "access_token" not in answer.text


def test_one_agent_cannot_speak_as_another(gateway: IdentityGateway) -> None:
    own = {**HEARTBEAT, "agent": "lyra"}
    lyra = _token(gateway, "agent-lyra")
    assert gateway.ask("POST", _HEARTBEAT, own, token=lyra).status_code == 200
    assert gateway.ask("POST", _HEARTBEAT, HEARTBEAT, token=lyra).status_code == 403


def test_the_shared_token_alone_does_not_speak_for_an_agent(gateway: IdentityGateway) -> None:
    headers = {"X-Agent-Token": TOKEN}
    assert gateway.ask("GET", "/api/v1/agent/online", headers=headers).status_code == 200
    assert gateway.ask("POST", _HEARTBEAT, HEARTBEAT, headers=headers).status_code == 403


def test_godmode_does_not_speak_for_a_machine(gateway: IdentityGateway) -> None:
    founder = gateway.founder()
    assert gateway.ask("POST", _HEARTBEAT, HEARTBEAT, token=founder.access).status_code == 403


def test_two_tokens_at_once_are_refused(gateway: IdentityGateway) -> None:
    nova = _token(gateway, "agent-nova")
    headers = {"X-Agent-Token": TOKEN}
    answer = gateway.ask("GET", "/api/v1/agent/online", token=nova, headers=headers)
    assert answer.status_code == 401


def test_an_export_is_verified_with_the_public_keys_alone(gateway: IdentityGateway) -> None:
    audita = _token(gateway, "agent-audita")
    document = {"b": [1, 2, {"c": "ü"}], "a": None}
    answer = gateway.ask("POST", "/api/v1/exports/sign", {"document": document}, token=audita)
    signed: str = answer.json()["jws"]
    keys = gateway.ask("GET", "/.well-known/jwks.json").json()
    header = jwt.get_unverified_header(signed)
    key = next(jwt.PyJWK(key) for key in keys["keys"] if key["kid"] == header["kid"])
    assert header["typ"] == "novaos-export+jws"
    assert json.loads(jwt.PyJWS().decode(signed, key.key, ["RS256"])) == document


def test_an_export_is_no_access_token(gateway: IdentityGateway) -> None:
    audita = _token(gateway, "agent-audita")
    payload = audita.split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    forged = {**claims, "sub": "agent:nova"}
    answer = gateway.ask("POST", "/api/v1/exports/sign", {"document": forged}, token=audita)
    signed = answer.json()["jws"]
    assert gateway.ask("GET", "/api/v1/agent/online", token=signed).status_code == 401


@pytest.mark.parametrize("machine", ["agent-nova", "agent-glitch", "echo-ws"])
def test_only_audita_signs_exports(gateway: IdentityGateway, machine: str) -> None:
    token = _token(gateway, machine)
    answer = gateway.ask("POST", "/api/v1/exports/sign", {"document": {"a": 1}}, token=token)
    assert answer.status_code == 403


def test_glitch_reads_refused_logins_and_nova_does_not(gateway: IdentityGateway) -> None:
    path = "/api/v1/security/login-failures?since=2026-01-01T00:00:00Z"
    assert gateway.ask("GET", path, token=_token(gateway, "agent-glitch")).status_code == 200
    assert gateway.ask("GET", path, token=_token(gateway, "agent-nova")).status_code == 403


@pytest.mark.parametrize("value", ["\ud800", float("nan"), {"\udfff": 1}, 1e400])
def test_what_is_no_portable_json_is_not_signed(gateway: IdentityGateway, value: object) -> None:
    content = json.dumps({"document": {"a": value}}).encode()
    headers = {"Content-Type": "application/json"}
    audita = _token(gateway, "agent-audita")
    answer = gateway.send("POST", "/api/v1/exports/sign", content, token=audita, headers=headers)
    assert answer.status_code == 422
