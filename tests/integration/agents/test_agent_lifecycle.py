"""One agent with real core-api, PostgreSQL and Redis: heartbeat, commands, tasks, lost servers."""

import signal
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from agents.contract.limits import LOG_STREAM_ENTRIES
from agents.contract.names import ALL_LOGS_STREAM, control_channel, log_stream
from agents.nova.agent import AGENT as NOVA
from agents.runtime.health import check_file, file_path
from tests.support.containers import wait_until
from tests.support.core_api_process import CoreApiProcess
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
    with running_agent(stack, core_api) as process:
        wait_until(lambda: core_api.agents()["nova"]["pid"] == process.pid, "heartbeat")
        wait_until(lambda: core_api.command("ping")["receivers"] == 1, "subscription")
        yield process


def wait_for_log(core_api: CoreApiProcess, command_id: str, event: str) -> dict[str, object]:
    def events() -> list[str]:
        return [entry["event"] for entry in core_api.log(command_id)]

    wait_until(lambda: event in events(), f"{event} in the log", seconds=20)
    return next(entry for entry in core_api.log(command_id) if entry["event"] == event)


@pytest.mark.usefixtures("agent")
def test_agent_is_online_with_its_capabilities(core_api: CoreApiProcess) -> None:
    nova = core_api.agents()["nova"]
    assert (nova["state"], nova["version"]) == ("online", NOVA.version)
    assert nova["capabilities"] == sorted(NOVA.capabilities)
    assert core_api.agents()["lyra"]["state"] == "never_seen"


@pytest.mark.usefixtures("agent")
def test_ping_is_acknowledged_in_the_log(core_api: CoreApiProcess) -> None:
    command = core_api.command("ping")
    assert wait_for_log(core_api, command["id"], "command.pong")["agent"] == "nova"


@pytest.mark.usefixtures("agent")
def test_task_result_and_error_are_in_the_log(core_api: CoreApiProcess) -> None:
    good = core_api.command("task", {"capability": "platform_summary"})
    entry = wait_for_log(core_api, good["id"], "task.done")
    assert entry["data"]["capability"] == "platform_summary"  # type: ignore[index]  # JSON of our own
    summary = entry["data"]["result"]  # type: ignore[index]  # as above
    assert (summary["counts"], summary["attention"]) == ({"never_seen": 6, "online": 1}, [])
    bad = core_api.command("task", {"capability": "dispatch", "input": {"agent": "nova"}})
    assert "cannot dispatch" in str(wait_for_log(core_api, bad["id"], "task.failed")["message"])


@pytest.mark.usefixtures("agent")
def test_nova_dispatches_through_core_api(core_api: CoreApiProcess, stack: Stack) -> None:
    wanted = {"agent": "lyra", "follow_seconds": 0}
    command = core_api.command("task", {"capability": "dispatch", "input": wanted})
    entry = wait_for_log(core_api, command["id"], "task.done")
    sent = entry["data"]["result"]  # type: ignore[index]  # JSON of our own
    assert (sent["outcome"], sent["has_ended"]) == ("sent", False)  # lyra is not there
    with stack.connect("app") as connection:
        found = connection.execute(
            "SELECT issued_by FROM agent_command WHERE target = 'lyra'",
        ).fetchall()
    assert ("nova",) in found


@pytest.mark.usefixtures("agent")
def test_command_delivered_twice_is_executed_once(core_api: CoreApiProcess, stack: Stack) -> None:
    command_id = str(uuid.uuid4())
    first = core_api.command("ping", id=command_id)
    assert core_api.command("ping", id=command_id)["repeated"] is True
    payload = (
        f'{{"id":"{command_id}","agent":"nova","op":"ping","args":{{}},'
        f'"issued_at":"{first["issued_at"]}","issued_by":"operator"}}'
    )
    with stack.redis_client() as redis_client:
        assert redis_client.publish(control_channel("nova"), payload) == 1
    last = core_api.command("ping")
    wait_for_log(core_api, last["id"], "command.pong")
    assert [entry["event"] for entry in core_api.log(command_id)] == ["command.pong"]


def test_cycle_ends_with_status_0_after_the_log(
    core_api: CoreApiProcess,
    agent: "subprocess.Popen[str]",
) -> None:
    command = core_api.command("cycle")
    assert agent.wait(timeout=5) == 0
    assert wait_for_log(core_api, command["id"], "command.cycle")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signal_ends_within_two_seconds(
    agent: "subprocess.Popen[str]",
    number: signal.Signals,
) -> None:
    started = time.monotonic()
    agent.send_signal(number)
    assert agent.wait(timeout=5) == 0
    assert time.monotonic() - started < 2


def test_signal_ends_within_two_seconds_also_without_redis(
    core_api: CoreApiProcess,
    agent: "subprocess.Popen[str]",
    stack: Stack,
) -> None:
    stack.bus.stop()
    try:
        time.sleep(0.5)
        started = time.monotonic()
        agent.terminate()
        assert agent.wait(timeout=5) == 0
        assert time.monotonic() - started < 2
    finally:
        stack.bus.start()
    wait_until(lambda: core_api.client.get("/ready").is_success, "core-api ready", seconds=30)


def test_agent_survives_redis(
    core_api: CoreApiProcess,
    agent: "subprocess.Popen[str]",
    stack: Stack,
) -> None:
    stack.bus.stop()
    try:
        response = core_api.client.get("/api/v1/agent/online")
        assert response.status_code == 503
        assert response.json()["error"] == "state_store_unreachable"
        assert int(response.headers["retry-after"]) > 0
        assert core_api.client.get("/health").status_code == 200
        assert core_api.client.get("/ready").status_code == 503
        time.sleep(3)
        assert agent.poll() is None
        assert not unhealthy(stack)
    finally:
        stack.bus.start()
    wait_until(lambda: core_api.client.get("/ready").is_success, "core-api ready", seconds=30)
    wait_until(lambda: core_api.command("ping")["receivers"] == 1, "agent is back", seconds=30)
    assert agent.poll() is None
    wait_for_log(core_api, core_api.command("ping")["id"], "command.pong")


def unhealthy(stack: Stack) -> list[str]:
    folder = Path(stack.environment("agent-nova")["TMPDIR"])
    return check_file(file_path(str(folder), "nova"), time.monotonic())


def test_stopped_loops_are_unhealthy(agent: "subprocess.Popen[str]", stack: Stack) -> None:
    wait_until(lambda: not unhealthy(stack), "healthy")
    agent.send_signal(signal.SIGSTOP)
    wait_until(lambda: unhealthy(stack), "unhealthy", seconds=30)
    agent.send_signal(signal.SIGCONT)
    wait_until(lambda: not unhealthy(stack), "healthy again", seconds=30)


@pytest.mark.usefixtures("agent")
def test_streams_never_hold_more_than_their_limit(core_api: CoreApiProcess, stack: Stack) -> None:
    with stack.redis_client("agent-nova") as redis_client:
        pipeline = redis_client.pipeline(transaction=False)
        for _ in range(LOG_STREAM_ENTRIES + 50):
            for stream in (ALL_LOGS_STREAM, log_stream("nova")):
                pipeline.xadd(stream, {"filler": "1"}, maxlen=2 * LOG_STREAM_ENTRIES)
        pipeline.execute()
    wait_for_log(core_api, core_api.command("ping")["id"], "command.pong")
    with stack.redis_client() as redis_client:
        for stream in (ALL_LOGS_STREAM, log_stream("nova")):
            assert len(redis_client.xrevrange(stream)) == LOG_STREAM_ENTRIES


@pytest.mark.usefixtures("agent")
def test_idle_agent_is_small(agent: "subprocess.Popen[str]") -> None:
    lines = Path(f"/proc/{agent.pid}/smaps_rollup").read_text().splitlines()
    pss_kib = next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    assert pss_kib <= 25_000
