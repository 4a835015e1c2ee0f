"""Commands to a real agent through real servers: each outcome is found out, none runs twice."""

import signal
import time
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import httpx
import msgspec
import pytest

from agents.contract.names import control_channel
from services.core_api.access.actors import Platform, Role
from services.core_api.access.key_ring import read_key_ring
from services.core_api.access.principal import Principal
from services.core_api.access.tokens import AccessTokens
from tests.support.containers import wait_until
from tests.support.core_api_process import CoreApiProcess
from tests.support.platform_keys import jwt_keys
from tests.support.platform_stack import Stack, running_agent, running_core_api, running_stack

if TYPE_CHECKING:
    import subprocess

pytestmark = [pytest.mark.docker, pytest.mark.timeout(180)]


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with running_stack(tmp_path_factory.mktemp("stack")) as started:
        assert started.migrate().returncode == 0
        yield started


@pytest.fixture(scope="module")
def core_api(stack: Stack) -> Iterator[CoreApiProcess]:
    with running_core_api(stack) as started:
        yield started


@pytest.fixture
def agent(stack: Stack, core_api: CoreApiProcess) -> Iterator["subprocess.Popen[str]"]:
    with running_agent(stack, core_api, NOVAOS_IMAGE=f"agent-nova@sha256:{'d' * 64}") as process:
        wait_until(lambda: core_api.agents()["nova"]["pid"] == process.pid, "heartbeat")
        wait_until(lambda: core_api.command("ping")["receivers"] == 1, "subscription")
        yield process


def wait_for_end(core_api: CoreApiProcess, command_id: str) -> dict[str, Any]:
    ends = {"done", "failed", "timed_out"}
    wait_until(lambda: core_api.shown(command_id)["outcome"] in ends, "the end", seconds=30)
    return core_api.shown(command_id)


def events(core_api: CoreApiProcess, command_id: str) -> list[str]:
    return [entry["event"] for entry in core_api.log(command_id)]


@pytest.mark.usefixtures("agent")
def test_outcome_and_result_come_back(core_api: CoreApiProcess) -> None:
    ping = wait_for_end(core_api, core_api.command("ping")["id"])
    assert (ping["outcome"], ping["targets"][0]["result"]) == ("done", {"agent": "nova"})
    bad = core_api.command("task", {"capability": "dispatch", "input": {"agent": 7}})
    ended = wait_for_end(core_api, bad["id"])
    assert bad["outcome"] in {"delivered", "acknowledged", "failed"}, "it is known to have come"
    assert ended["outcome"] == "failed"
    assert "input refused" in ended["targets"][0]["detail"]


def test_cycle_is_reported_before_the_process_ends(
    core_api: CoreApiProcess, agent: "subprocess.Popen[str]"
) -> None:
    command = core_api.command("cycle")
    assert agent.wait(timeout=5) == 0
    assert core_api.shown(command["id"])["outcome"] == "done"


def test_command_that_nobody_hears_times_out(core_api: CoreApiProcess) -> None:
    command = core_api.command("ping", deadline_seconds=1)
    assert (command["receivers"], command["outcome"]) == (0, "sent")
    assert wait_for_end(core_api, command["id"])["outcome"] == "timed_out"


def test_paused_agent_does_not_execute_after_the_deadline(
    core_api: CoreApiProcess, agent: "subprocess.Popen[str]"
) -> None:
    agent.send_signal(signal.SIGSTOP)
    command = core_api.command("ping", deadline_seconds=2)
    time.sleep(2.5)
    agent.send_signal(signal.SIGCONT)
    wait_until(lambda: events(core_api, command["id"]), "a word about it")
    assert events(core_api, command["id"]) == ["command.refused"]
    assert core_api.shown(command["id"])["outcome"] == "timed_out"


def test_command_redelivered_to_a_new_process_is_refused(
    core_api: CoreApiProcess, stack: Stack, agent: "subprocess.Popen[str]"
) -> None:
    command = core_api.command("ping")
    assert wait_for_end(core_api, command["id"])["outcome"] == "done"
    agent.kill()
    agent.wait(timeout=5)
    again = {name: command[name] for name in ("id", "agent", "op", "issued_at", "deadline_at")}
    payload = msgspec.json.encode({**again, "args": {}, "issued_by": "operator", "trace": True})
    with running_agent(stack, core_api) as second, stack.redis_client() as client:
        wait_until(lambda: core_api.agents()["nova"]["pid"] == second.pid, "heartbeat")
        wait_until(lambda: client.publish(control_channel("nova"), payload) == 1, "delivery")
        wait_until(lambda: len(events(core_api, command["id"])) > 1, "a word about it")
    assert events(core_api, command["id"]) == ["command.pong", "command.refused"]


def test_agent_waits_for_core_api_and_executes_once(
    core_api: CoreApiProcess, agent: "subprocess.Popen[str]"
) -> None:
    agent.send_signal(signal.SIGSTOP)
    command = core_api.command("ping", deadline_seconds=60)
    core_api.process.send_signal(signal.SIGSTOP)
    try:
        agent.send_signal(signal.SIGCONT)
        time.sleep(7)  # longer than one request may take
    finally:
        core_api.process.send_signal(signal.SIGCONT)
    assert wait_for_end(core_api, command["id"])["outcome"] == "done"
    assert events(core_api, command["id"]) == ["command.pong"]


@pytest.mark.usefixtures("agent")
def test_registration_shows_capabilities_and_starts(core_api: CoreApiProcess) -> None:
    def nova() -> dict[str, Any]:
        items = core_api.client.get("/api/v1/agent/capabilities").json()["items"]
        return next((one for one in items if one["agent"] == "nova"), {"capabilities": []})

    wait_until(lambda: nova()["capabilities"], "registration")
    names = [one["name"] for one in nova()["capabilities"]]
    assert names == core_api.agents()["nova"]["capabilities"]
    assert all(one["input_schema"]["type"] == "object" for one in nova()["capabilities"])
    assert core_api.agents()["nova"]["image"] == f"agent-nova@sha256:{'d' * 64}"


def test_agent_with_the_key_of_another_is_nobody(core_api: CoreApiProcess, stack: Stack) -> None:
    with running_agent(stack, core_api, "lyra") as process:
        wait_until(lambda: core_api.agents()["lyra"]["pid"] == process.pid, "heartbeat")
    folder = stack.folder / "stolen"
    folder.mkdir()
    stack.environment("agent-echo")
    for file in (stack.folder / "agent-echo").iterdir():
        if file.is_file():
            (folder / file.name).write_text(file.read_text())
    (folder / "machine_key").write_text(stack.passwords["agent-lyra_machine_key"])
    with running_agent(stack, core_api, "echo", SECRETS_DIRECTORY=str(folder)) as process:
        log = stack.folder / "agent-echo.log"
        wait_until(lambda: "core_api.refused" in log.read_text(), "a refusal")
        assert process.poll() is None
    assert core_api.agents()["echo"]["state"] == "never_seen"
    assert stack.passwords["agent-lyra_machine_key"] not in log.read_text()


def founder_client(core_api: CoreApiProcess) -> httpx.Client:
    keys = jwt_keys()
    tokens = AccessTokens(read_key_ring(keys.private, keys.public, keys.public))
    founder = Principal(
        Role.GODMODE,
        Platform.NOVAOS,
        str(uuid.uuid4()),
        name="founder",
        session=str(uuid.uuid4()),
        godmode_bypass=True,
    )
    token = tokens.issue_to_person(founder, datetime.now(UTC))
    headers = {"Authorization": f"Bearer {token}"}
    return httpx.Client(base_url=core_api.url, headers=headers, timeout=15)


def everything_stored(stack: Stack) -> str:
    """Dump PostgreSQL, every key of the agents' Redis that core-api reads, and all log files."""
    dumped = []
    with stack.connect("owner") as connection:
        tables = connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        ).fetchall()
        connection.execute("SELECT set_config('app.reach', 'all', false)")
        for (table,) in tables:
            dumped += connection.execute(f'SELECT * FROM "{table}"').fetchall()  # noqa: S608 - names of our own
    with stack.redis_client() as client:
        dumped += client.xrevrange("agent:logs") or []
        dumped += client.xrevrange("agent:nova:logs") or []
    logs = [file.read_text() for file in stack.folder.glob("*.log")]
    left = [str(path) for path in stack.folder.rglob("agent_task_*")]
    return "\n".join([*map(str, dumped), *logs, *left])


@pytest.mark.usefixtures("agent")
def test_godmode_command_is_executed_and_leaves_no_trace(
    core_api: CoreApiProcess, stack: Stack
) -> None:
    wait_for_end(core_api, core_api.command("ping")["id"])
    marker = f"note-{uuid.uuid4()}"
    with founder_client(core_api) as client:
        task_input = {"agent": "velora", "note": marker}
        args = {"capability": "dispatch", "input": task_input}
        message = {"agent": "nova", "op": "task", "args": args, "deadline_seconds": 60}
        sent = client.post("/api/v1/agent/command", json=message).raise_for_status().json()

        def outcome() -> str:
            shown = client.get(f"/api/v1/agent/commands/{sent['id']}").raise_for_status()
            return str(shown.json()["outcome"])

        wait_until(lambda: outcome() in {"done", "failed"}, "the end", seconds=30)
        shown = client.get(f"/api/v1/agent/commands/{sent['id']}").json()
    assert (shown["issued_by"], len(shown["targets"])) == ("", 1)
    assert core_api.client.get(f"/api/v1/agent/commands/{sent['id']}").status_code == 404
    stored = everything_stored(stack)
    assert marker not in stored
    assert sent["id"] not in stored
    assert "velora" not in stored
