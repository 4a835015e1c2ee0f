"""The supply summary, alerts, honey tokens, schedules and playbooks on the real stores."""

import base64
import json
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from services.core_api.access.actors import Platform, Role
from services.core_api.access.principal import Principal
from tests.support.area_gateway import FOUNDER, AreaGateway, agent, area_gateway, person
from tests.support.platform_keys import supply_keys
from tests.support.platform_stack import Stack, running_stack

pytestmark = [pytest.mark.docker, pytest.mark.timeout(180)]

_ADMIN = person(Role.ADMIN, Platform.NOVAOS, 2)
_NOVA = agent("nova")
_GLITCH = agent("glitch")
_LYRA = agent("lyra")
_SECURITY = "/api/v1/security"
_NO_COMMAND = "aaaaaaaa-4444-4444-8444-444444444444"
_STEP = {"name": "one", "agent": "lyra", "capability": "review"}


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with running_stack(tmp_path_factory.mktemp("stack")) as started:
        yield started


@pytest.fixture(scope="module")
def gateway(stack: Stack) -> Iterator[AreaGateway]:
    with area_gateway(stack) as opened:
        yield opened


def ok(gateway: AreaGateway, who: Principal, method: str, path: str, body: object = None) -> Any:  # noqa: ANN401
    response = gateway.ask(who, method, path, body)
    assert response.is_success, response.text
    return response.json()


def publish(gateway: AreaGateway, private: str, **change: Any) -> Any:  # noqa: ANN401
    summary = {
        "environment": "test",
        "published_at": "2026-01-02T03:04:05Z",
        "workloads": [{"workload": "glitch", "image": "g", "digest": f"sha256:{'c' * 64}"}],
        **change,
    }
    payload = json.dumps(summary).encode()
    key = load_pem_private_key(private.encode(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    body = {
        "payload": base64.b64encode(payload).decode(),
        "signature": base64.b64encode(key.sign(payload, ECDSA(SHA256()))).decode(),
    }
    return gateway.ask(None, "PUT", "/api/v1/supply/summary", body)


def test_supply_summary_counts_with_its_signature_and_never_goes_back(gateway: AreaGateway) -> None:
    assert gateway.ask(_GLITCH, "GET", "/api/v1/supply/images").status_code == 404
    private = supply_keys().private
    assert publish(gateway, private).json()["workloads"] == 1
    assert publish(gateway, private).status_code == 200, "the same again is no fault"
    assert publish(gateway, private, published_at="2026-01-01T00:00:00Z").status_code == 409
    images = ok(gateway, _GLITCH, "GET", "/api/v1/supply/images")
    assert images["items"] == [{"workload": "glitch", "image": "g", "digest": f"sha256:{'c' * 64}"}]
    shown = ok(gateway, _ADMIN, "GET", "/api/v1/supply/summary")
    assert json.loads(base64.b64decode(shown["payload"])) == shown["summary"]
    assert gateway.ask(_LYRA, "GET", "/api/v1/supply/images").status_code == 403


def test_alerts_are_raised_by_glitch_and_read_page_by_page(gateway: AreaGateway) -> None:
    raised = []
    for number in range(3):
        gateway.clock.advance(1)
        body = {
            "kind": "anomaly",
            "severity": "high",
            "message": f"m{number}",
            "evidence": {"n": 1},
        }
        raised.append(ok(gateway, _GLITCH, "POST", f"{_SECURITY}/alerts", body)["id"])
    first = ok(gateway, _ADMIN, "GET", f"{_SECURITY}/alerts?limit=2")
    rest = ok(gateway, _GLITCH, "GET", f"{_SECURITY}/alerts?limit=2&after={first['next']}")
    found = [item["id"] for item in first["items"] + rest["items"]]
    assert found[:3] == raised[::-1]
    assert first["items"][0]["raised_by"] == "glitch"
    assert gateway.ask(_LYRA, "GET", f"{_SECURITY}/alerts").status_code == 403
    bad = {"kind": "anomaly", "severity": "mild", "message": "m"}
    assert gateway.ask(_GLITCH, "POST", f"{_SECURITY}/alerts", bad).status_code == 422


@pytest.mark.parametrize(
    "header", ["authorization={}", "authorization=Bearer {}", "authorization=bearer  {}"]
)
def test_honey_token_raises_an_alert_wherever_it_is_sent(
    gateway: AreaGateway, stack: Stack, header: str
) -> None:
    label = f"label {uuid.uuid4()}"
    made = ok(gateway, _GLITCH, "POST", f"{_SECURITY}/honey-tokens", {"label": label})
    name, _, value = header.partition("=")
    sent = {name: value.format(made["token"])}
    assert gateway.ask(None, "GET", "/api/v1/agent/online", **sent).status_code == 401
    alerts = ok(gateway, _ADMIN, "GET", f"{_SECURITY}/alerts")["items"]
    (alert,) = [one for one in alerts if one["evidence"].get("label") == label]
    assert (alert["kind"], alert["severity"]) == ("honey_token", "critical")
    with stack.connect("owner") as connection:
        rows = connection.execute("SELECT * FROM honey_token").fetchall()
    assert made["token"] not in str(rows)
    listed = gateway.ask(_ADMIN, "GET", f"{_SECURITY}/honey-tokens").text
    assert label in listed
    assert made["token"] not in listed


def test_other_wrong_tokens_raise_nothing(gateway: AreaGateway) -> None:
    before = ok(gateway, _ADMIN, "GET", f"{_SECURITY}/alerts?limit=500")["items"]
    gateway.ask(None, "GET", "/api/v1/agent/online", authorization="Bearer nova_wrong")
    assert ok(gateway, _ADMIN, "GET", f"{_SECURITY}/alerts?limit=500")["items"] == before


def test_schedules_are_kept_for_nova(gateway: AreaGateway) -> None:
    body = {"cron": "*/5 * * * *", "agent": "lyra", "capability": "calendar", "input": {"a": 1}}
    path = "/api/v1/agent/schedules"
    made = ok(gateway, _NOVA, "PUT", f"{path}/morning", body)
    assert (made["id"], made["enabled"], made["next_run_at"]) == ("morning", True, None)
    moment = "2026-05-05T05:05:05Z"
    ok(gateway, _NOVA, "PUT", f"{path}/morning", {**body, "next_run_at": moment})
    ok(gateway, _NOVA, "PUT", f"{path}/evening", {**body, "enabled": False})
    first = ok(gateway, _ADMIN, "GET", f"{path}?limit=1")
    rest = ok(gateway, _ADMIN, "GET", f"{path}?after={first['next']}")
    assert [item["id"] for item in first["items"] + rest["items"]] == ["evening", "morning"]
    assert rest["items"][0]["next_run_at"] == "2026-05-05T05:05:05.000Z"
    assert gateway.ask(_LYRA, "PUT", f"{path}/morning", body).status_code == 403
    assert gateway.ask(_NOVA, "PUT", f"{path}/morning", {**body, "cron": "\0"}).status_code == 422
    assert gateway.ask(_NOVA, "PUT", f"{path}/Morning", body).status_code == 422
    assert gateway.ask(_NOVA, "PUT", f"{path}/x", {**body, "agent": "atlas"}).status_code == 404


def test_a_removed_schedule_is_told_and_gone(gateway: AreaGateway) -> None:
    body = {"cron": "0 3 * * *", "agent": "lyra", "capability": "calendar"}
    path = "/api/v1/agent/schedules/short-lived"
    made = ok(gateway, _NOVA, "PUT", path, body)
    for other in (_ADMIN, _LYRA, _GLITCH):
        assert gateway.ask(other, "DELETE", path).status_code == 403
    assert gateway.ask(None, "DELETE", path).status_code == 401
    assert ok(gateway, _NOVA, "DELETE", path) == made
    assert gateway.ask(_NOVA, "DELETE", path).status_code == 404
    assert gateway.ask(_NOVA, "DELETE", "/api/v1/agent/schedules/Short").status_code == 422
    kept = ok(gateway, _ADMIN, "GET", "/api/v1/agent/schedules")["items"]
    assert "short-lived" not in [one["id"] for one in kept]


@pytest.mark.parametrize("who", [FOUNDER, _NOVA])
def test_no_restart_is_kept_whoever_asks(gateway: AreaGateway, who: Principal) -> None:
    restart = {"agent": "riven", "op": "cycle"}
    schedule = {"cron": "* * * * *", "agent": "nova", "capability": "dispatch", "input": restart}
    step = {**_STEP, "input": {"deep": [restart]}}
    run = {"playbook": "hidden", "steps": [step], "states": [{"status": "pending"}]}
    for method, path, body, reason in (
        ("PUT", "schedules/hidden", schedule, "cannot be scheduled"),
        ("PUT", "schedules/hidden", {**schedule, "agent": "lyra"}, "there is a restart"),
        ("PUT", "playbooks/hidden", {"steps": [step]}, "there is a restart"),
        ("POST", "playbook-runs", run, "there is a restart"),
    ):
        answer = gateway.ask(who, method, f"/api/v1/agent/{path}", body)
        assert answer.status_code == 422
        assert reason in answer.json()["reason"]
    kept = gateway.ask(_ADMIN, "GET", "/api/v1/agent/schedules").text
    assert "hidden" not in kept


@pytest.mark.parametrize("cause", ["", "x", "0' OR '1", _NO_COMMAND, _NO_COMMAND.upper()])
def test_nova_restarts_nobody_for_a_cause_that_is_none(gateway: AreaGateway, cause: str) -> None:
    restart = {"agent": "riven", "op": "cycle"}
    answer = gateway.ask(_NOVA, "POST", "/api/v1/agent/command", restart, x_command_id=cause)
    assert (answer.status_code, answer.json()["error"]) == (403, "forbidden")


def test_playbook_and_its_runs(gateway: AreaGateway) -> None:
    books, runs = "/api/v1/agent/playbooks", "/api/v1/agent/playbook-runs"
    ok(gateway, _NOVA, "PUT", f"{books}/morning", {"steps": [_STEP]})
    shown = ok(gateway, _ADMIN, "GET", f"{books}/morning")
    assert shown["steps"][0]["name"] == "one"
    assert gateway.ask(_ADMIN, "GET", f"{books}/evening").status_code == 404
    twice = {"steps": [_STEP, _STEP]}
    assert gateway.ask(_NOVA, "PUT", f"{books}/twice", twice).status_code == 422
    start = {"playbook": "morning", "steps": [_STEP], "states": [{"status": "pending"}]}
    run = ok(gateway, _NOVA, "POST", runs, start)
    assert run["status"] == "running"
    path = f"{runs}/{run['id']}"
    sent = {"states": [{"status": "sent", "command_id": str(uuid.uuid4())}], "status": "running"}
    ok(gateway, _NOVA, "PUT", path, sent)
    assert [one["id"] for one in ok(gateway, _NOVA, "GET", f"{runs}?status=running")["items"]] == [
        run["id"]
    ]
    done = {"states": [{**sent["states"][0], "status": "done"}], "status": "done"}  # type: ignore[dict-item]
    ok(gateway, _NOVA, "PUT", path, done)
    assert ok(gateway, _NOVA, "PUT", path, done)["status"] == "done"
    assert gateway.ask(_NOVA, "PUT", path, sent).status_code == 409
    assert ok(gateway, _NOVA, "GET", f"{runs}?status=running")["items"] == []
    wrong = {"states": [], "status": "running"}
    assert gateway.ask(_NOVA, "PUT", path, wrong).status_code == 422
    assert gateway.ask(_NOVA, "PUT", f"{runs}/{uuid.uuid4()}", done).status_code == 404
    assert gateway.ask(_LYRA, "POST", runs, start).status_code == 403
    assert ok(gateway, _ADMIN, "GET", path)["states"][0]["status"] == "done"
