"""The drill of `novaos secrets rotate-jwt` on the running stack: no valid token is ever refused."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from infra.addresses import machine_key
from infra.deployment import deploy
from infra.jwt_rotation import RETIRED_PUBLIC, TOKEN_LIFE, rotate
from infra.secret_store import read_secret
from novaos.workspace import secrets_folder
from tests.support.infra import topology_of
from tests.support.infra_copy import ENVIRONMENT

pytestmark = [pytest.mark.docker, pytest.mark.usefixtures("deployed")]
_MACHINE = "agent-lyra"


@pytest.fixture
def core_api() -> Iterator[httpx.Client]:
    with httpx.Client(base_url=topology_of(ENVIRONMENT).urls["core-api"], timeout=10) as client:
        yield client


def _step() -> int:
    number = rotate(ENVIRONMENT, datetime.now(UTC)).number
    deploy(ENVIRONMENT, print)
    return number


def _new_token(core_api: httpx.Client) -> str:
    proof = {"machine": _MACHINE, "key": read_secret(ENVIRONMENT, machine_key(_MACHINE))}
    headers = {"X-Agent-Token": read_secret(ENVIRONMENT, "agent_shared_token")}
    answer = core_api.post("/api/v1/machine/token", json=proof, headers=headers)
    answer.raise_for_status()
    return str(answer.json()["access_token"])


def _status(core_api: httpx.Client, token: str) -> int:
    headers = {"Authorization": f"Bearer {token}"}
    return core_api.get("/api/v1/agent/online", headers=headers).status_code


def _published(core_api: httpx.Client) -> list[str]:
    keys: list[dict[str, Any]] = core_api.get("/.well-known/jwks.json").json()["keys"]
    return [key["kid"] for key in keys]


def _finish_a_started_rotation() -> None:
    folder = secrets_folder(ENVIRONMENT)
    while (folder / "jwt_next_private.pem").exists() or (folder / RETIRED_PUBLIC).exists():
        _let_time_pass()
        _step()


def _let_time_pass() -> None:
    retired = secrets_folder(ENVIRONMENT) / RETIRED_PUBLIC
    if retired.exists():
        before = (datetime.now(UTC) - TOKEN_LIFE - timedelta(minutes=2)).timestamp()
        os.utime(retired, (before, before))


def test_key_is_replaced_in_three_deployments(core_api: httpx.Client) -> None:
    _finish_a_started_rotation()
    (old_key,) = _published(core_api)
    old_token = _new_token(core_api)

    assert _step() == 1
    new_key = next(key for key in _published(core_api) if key != old_key)
    assert _status(core_api, old_token) == httpx.codes.OK

    assert _step() == 2
    new_token = _new_token(core_api)
    assert set(_published(core_api)) == {old_key, new_key}
    assert [_status(core_api, token) for token in (old_token, new_token)] == [200, 200]

    _let_time_pass()
    assert _step() == 3
    assert _published(core_api) == [new_key]
    assert [_status(core_api, token) for token in (old_token, new_token)] == [401, 200]
