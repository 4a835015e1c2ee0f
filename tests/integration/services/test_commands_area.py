"""Commands on real PostgreSQL and Redis: recorded, claimed once, ended, listed; GodMode is not."""

import asyncio
import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from agents.contract.names import AGENT_NAMES
from agents.contract.outcome import OutcomeReport
from services.core_api.access.actors import Platform, Role
from services.core_api.access.principal import Principal
from services.core_api.commands.sweeper import sweep
from tests.support.area_gateway import FOUNDER, AreaGateway, agent, area_gateway, person
from tests.support.platform_stack import Stack, running_stack

pytestmark = [pytest.mark.docker, pytest.mark.timeout(180)]

_OPERATOR = Principal(Role.OPERATOR, Platform.INTERNAL, name="operator")
_ADMIN = person(Role.ADMIN, Platform.NOVAOS, 2)
_COMMANDS = "/api/v1/agent/commands"


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with running_stack(tmp_path_factory.mktemp("stack")) as started:
        yield started


@pytest.fixture(scope="module")
def gateway(stack: Stack) -> Iterator[AreaGateway]:
    with area_gateway(stack) as opened:
        yield opened


def send(gateway: AreaGateway, who: Principal = _OPERATOR, **more: Any) -> dict[str, Any]:  # noqa: ANN401
    message = {"agent": "lyra", "op": "ping", **more}
    response = gateway.ask(who, "POST", "/api/v1/agent/command", message)
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


def report(gateway: AreaGateway, command_id: str, name: str, outcome: str, **more: Any) -> Any:  # noqa: ANN401
    body = {"outcome": outcome, "claim": str(uuid.UUID(int=7)), **more}
    return gateway.ask(agent(name), "POST", f"{_COMMANDS}/{command_id}/outcome", body)


def shown(gateway: AreaGateway, command_id: str, who: Principal = _OPERATOR) -> dict[str, Any]:
    response = gateway.ask(who, "GET", f"{_COMMANDS}/{command_id}")
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


def test_command_goes_from_sent_to_done(gateway: AreaGateway) -> None:
    sent = send(gateway)
    assert (sent["outcome"], sent["receivers"]) == ("sent", 0)
    assert report(gateway, sent["id"], "lyra", "acknowledged").json()["granted"] is True
    assert shown(gateway, sent["id"])["outcome"] == "acknowledged"
    done = report(gateway, sent["id"], "lyra", "done", result={"a": ["\0", None]})
    assert done.json() == {"granted": True, "outcome": "done"}
    found = shown(gateway, sent["id"], _ADMIN)
    (target,) = found["targets"]
    assert (found["outcome"], target["result"]) == ("done", {"a": ["\ufffd", None]})


def test_claim_is_granted_to_one_of_many_at_once(gateway: AreaGateway) -> None:
    sent = send(gateway)
    ledger = gateway.ports.registry.commands
    claims = [OutcomeReport("acknowledged", str(uuid.uuid4())) for _ in range(8)]

    async def claim_all() -> list[bool]:
        now = gateway.clock()
        rulings = await asyncio.gather(
            *(ledger.report(sent["id"], "lyra", claim, now) for claim in claims)
        )
        return [ruling is not None and ruling.is_granted for ruling in rulings]

    assert sorted(gateway.run(claim_all())) == [False] * 7 + [True]


def test_command_for_all_has_a_target_per_agent(gateway: AreaGateway) -> None:
    sent = send(gateway, agent="all")
    assert report(gateway, sent["id"], "echo", "acknowledged").json()["granted"] is True
    assert report(gateway, sent["id"], "echo", "failed", detail="no").json()["granted"] is True
    found = shown(gateway, sent["id"])
    assert {target["agent"] for target in found["targets"]} == set(AGENT_NAMES)
    assert (found["outcome"], len(found["targets"])) == ("sent", 7)
    gateway.clock.advance(31)
    assert shown(gateway, sent["id"])["outcome"] == "failed"


def test_deadline_is_judged_when_read_and_written_by_the_sweeper(
    gateway: AreaGateway, stack: Stack
) -> None:
    sent = send(gateway, deadline_seconds=5)
    gateway.clock.advance(6)
    assert shown(gateway, sent["id"])["outcome"] == "timed_out"
    assert report(gateway, sent["id"], "lyra", "acknowledged").json()["granted"] is False
    assert gateway.run(sweep(gateway.ports)) >= 1
    with stack.connect("app") as connection:
        row = connection.execute(
            "SELECT t.outcome, t.at = c.deadline_at FROM agent_command_target t"
            " JOIN agent_command c ON c.id = t.command_id WHERE c.id = %s",
            (sent["id"],),
        ).fetchone()
    assert row == ("timed_out", True)


@pytest.mark.parametrize("name", sorted(set(AGENT_NAMES) - {"lyra"}))
def test_command_of_another_agent_does_not_exist_for_an_agent(
    gateway: AreaGateway, name: str
) -> None:
    sent = send(gateway)
    assert report(gateway, sent["id"], name, "acknowledged").status_code == 404
    assert shown(gateway, sent["id"])["outcome"] == "sent"


@pytest.mark.parametrize(
    ("who", "status"),
    [
        (None, 401),
        (_OPERATOR, 403),
        (_ADMIN, 403),
        (FOUNDER, 403),
        (person(Role.PARENT, Platform.GYPSYCOVE, 3), 403),
    ],
)
def test_outcome_is_reported_by_agents_only(
    gateway: AreaGateway, who: Principal | None, status: int
) -> None:
    sent = send(gateway)
    body = {"outcome": "acknowledged", "claim": str(uuid.uuid4())}
    answer = gateway.ask(who, "POST", f"{_COMMANDS}/{sent['id']}/outcome", body)
    assert answer.status_code == status
    assert shown(gateway, sent["id"])["outcome"] == "sent"


def test_commands_are_listed_page_by_page_newest_first(gateway: AreaGateway) -> None:
    gateway.clock.advance(1)
    ids = []
    for _ in range(5):
        gateway.clock.advance(1)
        ids.append(send(gateway, agent="velora")["id"])
    found: list[str] = []
    after = ""
    while True:
        page = gateway.ask(_OPERATOR, "GET", f"{_COMMANDS}?agent=velora&limit=2{after}").json()
        found += [item["id"] for item in page["items"]]
        if page["next"] is None:
            break
        after = f"&after={page['next']}"
    assert found[:5] == ids[::-1]
    assert len(found) == len(set(found))
    assert report(gateway, ids[0], "velora", "acknowledged").is_success
    page = gateway.ask(_OPERATOR, "GET", f"{_COMMANDS}?agent=velora&outcome=acknowledged").json()
    assert [item["id"] for item in page["items"]] == ids[:1]


@pytest.mark.parametrize("query", ["after=1", "after=x", "limit=0", "outcome=lost", "who=me"])
def test_bad_query_has_a_reason(gateway: AreaGateway, query: str) -> None:
    response = gateway.ask(_OPERATOR, "GET", f"{_COMMANDS}?{query}")
    assert response.status_code == 422
    assert response.json()["reason"]


@pytest.mark.parametrize("result", ["x" * 20_000, [[[]]] * 9000])
def test_too_large_a_result_is_refused_with_a_reason(gateway: AreaGateway, result: object) -> None:
    sent = send(gateway)
    assert report(gateway, sent["id"], "lyra", "acknowledged").json()["granted"]
    refused = report(gateway, sent["id"], "lyra", "done", result=result)
    assert (refused.status_code, "bytes" in refused.json()["reason"]) == (422, True)


def test_godmode_command_is_nowhere_but_in_memory(gateway: AreaGateway, stack: Stack) -> None:
    sent = send(gateway, FOUNDER, op="task", args={"capability": "whisper"})
    with stack.connect("owner") as connection:
        for table in ("agent_command", "agent_command_target"):
            rows = connection.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608 - constants
            assert sent["id"] not in str(rows)
            assert "whisper" not in str(rows)
    assert gateway.ask(_ADMIN, "GET", f"{_COMMANDS}/{sent['id']}").status_code == 404
    assert sent["id"] not in gateway.ask(_ADMIN, "GET", _COMMANDS).text
    assert sent["id"] in gateway.ask(FOUNDER, "GET", _COMMANDS).text
    assert report(gateway, sent["id"], "lyra", "acknowledged").json()["granted"] is True
    assert report(gateway, sent["id"], "lyra", "done", result=1).json()["granted"] is True
    found = shown(gateway, sent["id"], FOUNDER)
    assert (found["outcome"], found["issued_by"]) == ("done", "")
    gateway.clock.advance(timedelta(minutes=20).total_seconds())
    gateway.run(sweep(gateway.ports))
    assert gateway.ask(FOUNDER, "GET", f"{_COMMANDS}/{sent['id']}").status_code == 404


def test_what_an_agent_sends_because_of_godmode_is_not_recorded(
    gateway: AreaGateway, stack: Stack
) -> None:
    cause = send(gateway, FOUNDER, agent="nova", op="task", args={"capability": "dispatch"})
    message = {"agent": "riven", "op": "ping"}
    child = gateway.ask(
        agent("nova"), "POST", "/api/v1/agent/command", message, x_command_id=cause["id"]
    ).json()
    with stack.connect("owner") as connection:
        count = "SELECT count(*) FROM agent_command WHERE id = %s"
        assert connection.execute(count, (child["id"],)).fetchone() == (0,)
    path = f"{_COMMANDS}/{child['id']}"
    assert gateway.ask(agent("nova"), "GET", path).status_code == 404
    assert gateway.ask(agent("nova"), "GET", path, x_command_id=cause["id"]).is_success
    forged = gateway.ask(agent("glitch"), "GET", path, x_command_id=cause["id"])
    assert forged.status_code == 404


def test_one_id_cannot_be_used_in_both_ledgers(gateway: AreaGateway) -> None:
    sent = send(gateway)
    message = {"agent": "lyra", "op": "ping", "id": sent["id"]}
    assert gateway.ask(FOUNDER, "POST", "/api/v1/agent/command", message).status_code == 409
    hidden = send(gateway, FOUNDER)
    message = {"agent": "lyra", "op": "ping", "id": hidden["id"]}
    assert gateway.ask(_OPERATOR, "POST", "/api/v1/agent/command", message).status_code == 409


def test_registration_is_shown_and_counts_starts(gateway: AreaGateway) -> None:
    described = {"name": "double", "description": "Twice.", "input_schema": {"type": "object"}}
    body = {
        "agent": "audita",
        "version": "1.0.0",
        "start_id": str(uuid.uuid4()),
        "image": f"agent-audita@sha256:{'a' * 64}",
        "capabilities": [described],
    }
    for start in (body, body, {**body, "start_id": str(uuid.uuid4())}):
        answer = gateway.ask(agent("audita"), "PUT", "/api/v1/agent/registration", start)
        assert answer.status_code == 200, answer.text
    assert gateway.ask(agent("nova"), "PUT", "/api/v1/agent/registration", body).status_code == 403
    items = gateway.ask(_OPERATOR, "GET", "/api/v1/agent/capabilities").json()["items"]
    assert {"agent": "audita", "version": "1.0.0", "capabilities": [described]} in items
    shown = gateway.ask(_ADMIN, "GET", "/api/v1/telemetry/agents").json()["items"]
    audita = next(item for item in shown if item["agent"] == "audita")
    assert (audita["restarts"], audita["image"]) == (1, body["image"])


@pytest.mark.parametrize("args", [{"capability": "x", "input": {"a": "\0"}}, {"capability": "x\0"}])
def test_what_postgresql_cannot_keep_is_refused(gateway: AreaGateway, args: object) -> None:
    message = {"agent": "lyra", "op": "task", "args": args}
    assert gateway.ask(_OPERATOR, "POST", "/api/v1/agent/command", message).status_code == 422
