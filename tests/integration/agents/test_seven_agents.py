"""All seven agents as processes: nova leads them, glitch compares what they run from."""

import base64
import json
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from agents.contract.names import AGENT_NAMES, ALL_LOGS_STREAM, log_stream
from tests.support.containers import wait_until
from tests.support.core_api_process import CoreApiProcess
from tests.support.platform_keys import supply_keys
from tests.support.platform_stack import Stack, running_agent, running_core_api, running_stack

if TYPE_CHECKING:
    import subprocess

pytestmark = [pytest.mark.docker, pytest.mark.timeout(240)]
DIGEST = f"sha256:{'5' * 64}"
OTHERS = sorted(set(AGENT_NAMES) - {"nova"})
_IDLE_MB_MAX = 20.0


class Platform:
    """core-api, and the process of each agent."""

    def __init__(
        self, stack: Stack, core_api: CoreApiProcess, agents: "dict[str, subprocess.Popen[str]]"
    ) -> None:
        self.stack = stack
        self.core_api = core_api
        self.agents = agents

    def outcome(self, agent: str, capability: str, /, **given: object) -> dict[str, Any]:
        """Have an agent do a task, and return its target of the ended command."""
        message = {
            "agent": agent, "op": "task", "deadline_seconds": 60,
            "args": {"capability": capability, "input": given},
        }  # fmt: skip
        response = self.core_api.client.post("/api/v1/agent/command", json=message)
        response.raise_for_status()
        return self.ended(response.json()["id"])

    def ended(self, command_id: str) -> dict[str, Any]:
        """Wait until a command has ended."""

        def has_ended() -> bool:
            outcome = self.core_api.shown(command_id)["outcome"]
            return outcome in {"done", "failed", "timed_out"}

        wait_until(has_ended, f"end of {command_id}", seconds=70)
        target: dict[str, Any] = self.core_api.shown(command_id)["targets"][0]
        return target

    def result(self, agent: str, capability: str, /, **given: object) -> Any:  # noqa: ANN401 - any JSON
        """Have an agent do a task that works."""
        target = self.outcome(agent, capability, **given)
        assert (target["outcome"], target["detail"]) == ("done", "")
        return target["result"]


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    with ExitStack() as running:
        stack = running.enter_context(running_stack(tmp_path_factory.mktemp("stack")))
        assert stack.migrate().returncode == 0
        core_api = running.enter_context(running_core_api(stack))
        agents = {
            name: running.enter_context(
                running_agent(stack, core_api, name, NOVAOS_IMAGE=f"registry/agent-{name}@{DIGEST}")
            )
            for name in AGENT_NAMES
        }
        for name in AGENT_NAMES:
            wait_until(
                lambda name=name: core_api.agents()[name]["state"] == "online",  # type: ignore[misc]
                f"heartbeat of {name}",
                seconds=40,
            )
        yield Platform(stack, core_api, agents)


def publish_lock(platform: Platform, digest: str) -> None:
    """Publish, as the deployment does, that every agent was deployed from `digest`."""
    workloads = [
        {"workload": f"agent-{name}", "image": f"registry/agent-{name}", "digest": digest}
        for name in AGENT_NAMES
    ]
    content = {"environment": "test", "published_at": datetime.now(UTC), "workloads": workloads}
    payload = json.dumps(content, default=str).encode()
    key = load_pem_private_key(supply_keys().private.encode(), None)
    assert isinstance(key, EllipticCurvePrivateKey)
    signature = key.sign(payload, ECDSA(SHA256()))
    body = {
        "payload": base64.b64encode(payload).decode(),
        "signature": base64.b64encode(signature).decode(),
    }
    platform.core_api.client.put("/api/v1/supply/summary", json=body).raise_for_status()


def test_all_agents_are_online(platform: Platform) -> None:
    summary = platform.result("nova", "platform_summary")
    assert (summary["counts"], summary["attention"]) == ({"online": 7}, [])
    assert summary["not_checked"] == []


@pytest.mark.parametrize("name", OTHERS)
def test_nova_dispatches_and_follows_to_the_end(platform: Platform, name: str) -> None:
    done = platform.result("nova", "dispatch", agent=name)
    assert (done["outcome"], done["targets"][0]["agent"]) == ("done", name)


def test_playbook_runs_over_several_agents(platform: Platform) -> None:
    steps = [
        {"name": "water", "agent": "riven", "capability": "plan_supplies",
         "input": {"adults": 2, "days": 3}},
        {"name": "facts", "agent": "glitch", "capability": "inspect_file",
         "input": {"content_base64": "YWJj"},
         "when": [{"path": "water.result.water_litres", "operator": ">", "value": 20}]},
        {"name": "skipped", "agent": "glitch", "capability": "inspect_file",
         "when": [{"path": "facts.result.size_bytes", "operator": ">", "value": 3}]},
        {"name": "bad", "agent": "echo", "capability": "send_message", "on_failure": "continue"},
    ]  # fmt: skip
    assert platform.result("nova", "save_playbook", name="drill", steps=steps)["steps"] == 4
    run = platform.result("nova", "run_playbook", name="drill", follow_seconds=30)
    statuses = [step["status"] for step in run["steps"]]
    assert (run["status"], statuses) == ("done", ["done", "done", "skipped", "failed"])
    assert "input refused" in run["steps"][3]["reason"]
    assert platform.result("nova", "playbook_run", run_id=run["run_id"]) == run


def test_schedule_is_kept_and_planned(platform: Platform) -> None:
    wanted = {"id": "nightly", "cron": "0 3 * * *", "agent": "glitch", "capability": "scan_logs"}
    planned = platform.result("nova", "set_schedule", **wanted)
    listed = platform.result("nova", "list_schedules")["rows"]
    assert [(one["id"], one["cron"], one["agent"]) for one in listed] == [
        ("nightly", "0 3 * * *", "glitch")
    ]
    moments = [datetime.fromisoformat(one["next_run_at"]) for one in (planned, *listed)]
    assert moments[0] == moments[1] > datetime.now(UTC)


def test_schedule_is_removed_and_the_record_says_what_it_was(platform: Platform) -> None:
    wanted = {"id": "passing", "cron": "0 4 * * *", "agent": "glitch", "capability": "scan_logs"}
    platform.result("nova", "set_schedule", **wanted)
    removed = platform.result("nova", "remove_schedule", id="passing")
    assert wanted.items() <= removed.items()
    listed = platform.result("nova", "list_schedules")["rows"]
    assert "passing" not in [one["id"] for one in listed]


def test_run_that_was_interrupted_goes_on_and_repeats_nothing(platform: Platform) -> None:
    steps = [
        {"name": f"water{number}", "agent": "riven", "capability": "plan_supplies",
         "input": {"adults": 1, "days": number + 1}}
        for number in range(3)
    ]  # fmt: skip
    headers = platform.core_api.as_agent("nova")
    body = {"playbook": "interrupted", "steps": steps, "states": [{"status": "pending"}] * 3}
    url = f"{platform.core_api.url}/api/v1/agent/playbook-runs"
    posted = httpx.post(url, json=body, headers=headers)
    url = f"{url}/{posted.json()['id']}"

    def status() -> str:
        found: str = httpx.get(url, headers=headers).json()["status"]
        return found

    wait_until(lambda: status() == "done", "nova's tick finishes the run", seconds=60)
    states = httpx.get(url, headers=headers).json()["states"]
    assert [state["status"] for state in states] == ["done", "done", "done"]
    assert len({state["command_id"] for state in states}) == 3


def test_glitch_compares_what_runs_with_what_was_deployed(platform: Platform) -> None:
    publish_lock(platform, DIGEST)
    assert platform.result("glitch", "check_integrity")["verdict"] == "intact"
    publish_lock(platform, f"sha256:{'6' * 64}")
    report = platform.result("glitch", "check_integrity")
    assert (report["verdict"], len(report["reasons"])) == ("violated", 7)


def test_incident_report_has_the_failed_command(platform: Platform) -> None:
    assert platform.outcome("echo", "no_such_thing")["outcome"] == "failed"
    report = platform.result("glitch", "incident_report", minutes=10)
    assert report["not_checked"] == []
    assert report["counts"]["log error"] >= 1


def test_bad_input_is_a_failed_command_with_its_reason(platform: Platform) -> None:
    target = platform.outcome("riven", "plan_supplies", adults=0, days=1)
    assert (target["outcome"], "nobody to plan for" in target["detail"]) == ("failed", True)


def test_points_of_a_plan_are_stored_and_logged_nowhere(platform: Platform) -> None:
    start, end = {"latitude": 48.85661, "longitude": 2.35222}, {"latitude": 51.5, "longitude": 0.1}
    bearing = platform.result("riven", "distance_and_bearing", start=start, end=end)
    assert bearing["compass_point"] == "NNW"
    platform.outcome(
        "riven", "distance_and_bearing", start={**start, "latitude": 98.76543}, end=end
    )
    kept = everything_kept(platform)
    assert "plan_supplies" in kept  # what is no secret is found
    assert not [number for number in ("48.85661", "2.35222", "98.76543") if number in kept]


def everything_kept(platform: Platform) -> str:
    """All commands, the logs in Redis, what the processes printed, and their task files."""
    stack = platform.stack
    with stack.connect("owner") as connection:
        rows = connection.execute("SELECT args::text FROM agent_command").fetchall()
        targets = connection.execute("SELECT t::text FROM agent_command_target t").fetchall()
    with stack.redis_client() as client:
        streams = [client.xrevrange(name) for name in (ALL_LOGS_STREAM, log_stream("riven"))]
    folder = Path(stack.environment("agent-riven")["TMPDIR"])
    files = [*stack.folder.glob("*.log"), *folder.glob("agent_task_*")]
    printed = [file.read_text() for file in files]
    return str([rows, targets, streams, printed])


@pytest.mark.parametrize("name", AGENT_NAMES)
def test_agent_stays_small(platform: Platform, name: str) -> None:
    rollup = Path(f"/proc/{platform.agents[name].pid}/smaps_rollup").read_text()
    (line,) = [line for line in rollup.splitlines() if line.startswith("Pss:")]
    assert int(line.split()[1]) * 1024 / 1e6 <= _IDLE_MB_MAX


def test_nova_passes_a_restart_on_and_decides_on_none(platform: Platform) -> None:
    # The last test here: nothing starts the agent again.
    url = f"{platform.core_api.url}/api/v1/agent/command"
    headers = platform.core_api.as_agent("nova")
    refused = httpx.post(url, json={"agent": "echo", "op": "cycle"}, headers=headers)
    assert (refused.status_code, refused.json()["error"]) == (403, "forbidden")
    done = platform.result("nova", "dispatch", agent="echo", op="cycle")
    assert (done["outcome"], done["targets"][0]["agent"]) == ("done", "echo")
    assert platform.agents["echo"].wait(timeout=20) == 0
