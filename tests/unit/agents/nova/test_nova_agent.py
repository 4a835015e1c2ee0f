"""Nova's capabilities on what core-api says."""

from typing import Any

import msgspec
import pytest

from agents.contract.messages import Command, Heartbeat
from agents.contract.names import AGENT_NAMES, COMMAND_ID_PATTERN
from agents.nova.agent import AGENT
from agents.nova.command_outcome import derive_command_id
from agents.runtime.errors import UnreachableError
from agents.runtime.task import execute_task
from tests.support.nova_platform import RUN_ID, NovaPlatform
from tests.support.platform_messages import COMMAND, COMMAND_ID, HEARTBEAT
from tests.support.scripted_core_api import ScriptedCoreApi, scripted_context

ONLINE = "GET /api/v1/agent/online"
RESTART = {"agent": "riven", "op": "cycle"}
STEP = {"name": "scan", "agent": "glitch", "capability": "scan_logs"}
SCHEDULE = {"id": "nightly", "cron": "0 3 * * *", "agent": "glitch", "capability": "scan_logs"}


def run(capability: str, task_input: dict[str, Any], platform: ScriptedCoreApi) -> Any:  # noqa: ANN401
    """Execute a task as the worker does; returns its result, or its error."""
    args = {"capability": capability, "input": task_input}
    command = msgspec.convert({**COMMAND, "op": "task", "args": args}, Command)
    outcome = execute_task(command, AGENT, scripted_context("nova", platform))
    return outcome.error or outcome.result


def test_table_fits_the_heartbeat() -> None:
    table = {**HEARTBEAT, "version": AGENT.version, "capabilities": sorted(AGENT.capabilities)}
    assert len(msgspec.convert(table, Heartbeat).capabilities) == 10
    assert all(capability.description for capability in AGENT.capabilities.values())


def summary_api(**more: object) -> ScriptedCoreApi:
    states = {"nova": "online", "lyra": "stale", "echo": "never_seen", "riven": "stale"}
    agents = [{"agent": name, "state": state} for name, state in states.items()]
    routes: dict[str, object] = {
        ONLINE: {"agents": agents},
        "GET /api/v1/telemetry/commands": {"items": [], "since": "2026-11-21T12:00:00Z"},
        "GET /api/v1/telemetry/stores": {"items": [{"store": "postgres", "ok": True}]},
    }
    return ScriptedCoreApi({**routes, **more})


def test_summary_counts_states_and_names_the_silent() -> None:
    summary = run("platform_summary", {}, summary_api())
    assert summary["counts"] == {"never_seen": 1, "online": 1, "stale": 2}
    assert summary["attention"] == ["lyra", "riven"]
    assert summary["stores"]["items"] == [{"store": "postgres", "ok": True}]
    assert summary["not_checked"] == []


def test_summary_names_what_could_not_be_read() -> None:
    platform = summary_api(**{"GET /api/v1/telemetry/stores": UnreachableError("down")})
    summary = run("platform_summary", {}, platform)
    assert (summary["stores"], summary["not_checked"]) == (
        {},
        ["/api/v1/telemetry/stores: down"],
    )


@pytest.mark.parametrize("answer", [{"agents": "many"}, {"agents": ["nova"]}, {}])
def test_summary_of_a_strange_answer_is_refused(answer: dict[str, Any]) -> None:
    assert "no list of agents" in run("platform_summary", {}, summary_api(**{ONLINE: answer}))


def test_dispatch_sends_follows_and_reports() -> None:
    platform = NovaPlatform()
    done = run("dispatch", {"agent": "lyra", "note": "morning"}, platform)
    assert (done["outcome"], done["has_ended"], done["note"]) == ("done", True, "morning")
    assert done["result"] == {"ran": "ping"}
    assert list(platform.commands) == [done["command_id"]]


def test_dispatch_that_does_not_end_in_time_can_be_followed_later() -> None:
    platform = NovaPlatform()
    platform.polls_until_end = 1
    wanted = {"agent": "lyra", "follow_seconds": 0}
    sent = run("dispatch", wanted, platform)
    assert (sent["outcome"], sent["has_ended"]) == ("acknowledged", False)
    followed = run("follow", {"command_id": sent["command_id"]}, platform)
    assert (followed["outcome"], followed["has_ended"]) == ("done", True)


def test_dispatch_of_the_same_command_again_sends_nothing_new() -> None:
    platform = NovaPlatform()
    for _ in range(2):
        run("dispatch", {"agent": "lyra"}, platform)
    assert list(platform.executed.values()) == [1]


def test_result_that_does_not_fit_stays_with_its_command() -> None:
    platform = NovaPlatform()
    platform.outcomes["ping"] = ("done", "x" * 14_000)
    assert "read it from command" in run("dispatch", {"agent": "lyra"}, platform)["result"]


@pytest.mark.parametrize(
    ("capability", "task_input", "reason"),
    [
        ("dispatch", {"agent": "nova"}, "cannot dispatch"),
        ("dispatch", {"agent": "all"}, "cannot dispatch"),
        ("dispatch", {"agent": "atlas"}, "cannot dispatch"),
        ("dispatch", {"agent": "lyra", "op": "stop"}, "input refused"),
        ("dispatch", {"agent": "lyra", "follow_seconds": 61}, "<= 60"),
        ("dispatch", {"agent": "lyra", "deadline_seconds": 0}, ">= 1"),
        ("follow", {"command_id": "1"}, "input refused"),
        ("follow", {"command_id": COMMAND_ID}, "404"),
        ("run_playbook", {}, "either the name of a playbook, or steps"),
        ("run_playbook", {"name": "scan", "steps": [STEP]}, "either the name"),
        ("run_playbook", {"name": "missing"}, "404"),
        ("run_playbook", {"steps": []}, "length"),
        ("run_playbook", {"steps": [STEP] * 21}, "length"),
        ("run_playbook", {"steps": [STEP, STEP]}, "used twice"),
        ("save_playbook", {"name": "../x", "steps": [STEP]}, "input refused"),
        ("save_playbook", {"name": "x", "steps": [{**STEP, "agent": "nova"}]}, "cannot be"),
        ("playbook_run", {"run_id": "x"}, "input refused"),
        ("set_schedule", {**SCHEDULE, "cron": "0 3 * *"}, "five fields"),
        ("set_schedule", {**SCHEDULE, "cron": "0 0 31 2 *"}, "never runs"),
        ("set_schedule", {**SCHEDULE, "agent": "nova"}, "cannot be scheduled"),
        ("set_schedule", {**SCHEDULE, "input": {"a": [RESTART]}}, "there is a restart"),
        ("save_playbook", {"name": "x", "steps": [{**STEP, "input": RESTART}]}, "a restart"),
        ("run_playbook", {"steps": [{**STEP, "input": RESTART}]}, "a restart"),
        ("set_schedule", {**SCHEDULE, "id": "a/b"}, "input refused"),
        ("remove_schedule", {"id": "nothing"}, "404"),
        ("remove_schedule", {"id": "a/b"}, "input refused"),
        ("preview_schedule", {"cron": "often"}, "five fields"),
        ("preview_schedule", {"cron": "* * * * *", "count": 51}, "<= 50"),
    ],
)
def test_bad_input_gets_a_reason(
    capability: str,
    task_input: dict[str, Any],
    reason: str,
) -> None:
    platform = NovaPlatform()
    assert reason in run(capability, task_input, platform)
    assert platform.commands == {}


def test_playbook_is_kept_run_and_shown() -> None:
    platform = NovaPlatform()
    found = run("run_playbook", {"steps": [STEP]}, platform)
    assert (found["status"], found["playbook"], found["steps"][0]["status"]) == (
        "done",
        "inline",
        "done",
    )
    assert run("playbook_run", {"run_id": RUN_ID}, platform) == found


def test_kept_playbook_is_read_by_its_name() -> None:
    path = "/api/v1/agent/playbooks/nightly"
    platform = ScriptedCoreApi({f"PUT {path}": {}})
    saved = run("save_playbook", {"name": "nightly", "steps": [STEP]}, platform)
    assert saved == {"name": "nightly", "steps": 1}
    (kept,) = platform.sent(f"PUT {path}")
    assert kept["steps"][0]["capability"] == "scan_logs"


def test_schedule_is_planned_and_keeps_when_it_ran() -> None:
    platform = NovaPlatform()
    first = run("set_schedule", SCHEDULE, platform)
    assert first["next_run_at"] == "2026-11-23T03:00:00Z"
    platform.schedules["nightly"]["last_run_at"] = "2026-11-22T03:00:00Z"
    second = run("set_schedule", {**SCHEDULE, "enabled": False}, platform)
    assert (second["next_run_at"], second["last_run_at"]) == (None, "2026-11-22T03:00:00Z")
    assert run("list_schedules", {}, platform)["total"] == 1


def test_removed_schedule_is_told_and_gone() -> None:
    platform = NovaPlatform()
    kept = run("set_schedule", SCHEDULE, platform)
    assert run("remove_schedule", {"id": "nightly"}, platform) == kept
    assert platform.schedules == {}


def test_preview_lists_the_next_runs() -> None:
    found = run("preview_schedule", {"cron": "0 6 * * mon", "count": 2}, NovaPlatform())
    assert found == ["2026-11-23T06:00:00Z", "2026-11-30T06:00:00Z"]


@pytest.mark.parametrize("parts", [("a",), ("a", "b"), ("ab",), ("", "ab")])
def test_derived_id_is_a_command_id_of_its_parts_alone(parts: tuple[str, ...]) -> None:
    found = derive_command_id(*parts)
    assert msgspec.convert({**COMMAND, "id": found}, Command).id == found
    assert found == derive_command_id(*parts)
    assert COMMAND_ID_PATTERN
    assert found != derive_command_id(*parts, "more")


def test_every_other_agent_can_be_dispatched_to() -> None:
    for name in set(AGENT_NAMES) - {"nova"}:
        assert run("dispatch", {"agent": name}, NovaPlatform())["outcome"] == "done"
