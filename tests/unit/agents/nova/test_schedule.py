"""Scheduled tasks: what is due, what is made up, what is skipped; never twice."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.contract.names import COMMAND_PATH
from agents.nova.schedule import run_due
from agents.runtime.errors import AgentError, UnreachableError
from tests.support.nova_platform import NovaPlatform
from tests.support.scripted_core_api import NOW, MovingClock, scripted_context


def schedule(next_run_at: datetime | None, **more: Any) -> dict[str, Any]:  # noqa: ANN401
    return {
        "id": "nightly", "cron": "*/30 * * * *", "agent": "glitch", "capability": "scan_logs",
        "input": {}, "enabled": True, "last_run_at": None,
        "next_run_at": None if next_run_at is None else next_run_at.isoformat(), **more,
    }  # fmt: skip


def platform_with(*schedules: dict[str, Any]) -> NovaPlatform:
    platform = NovaPlatform()
    platform.schedules = {one["id"]: one for one in schedules}
    return platform


@pytest.mark.parametrize(
    ("late", "runs"),
    [
        (timedelta(seconds=-1), 0),
        (timedelta(0), 1),
        (timedelta(minutes=59), 1),
        (timedelta(hours=1), 1),
        (timedelta(hours=1, seconds=1), 0),
        (timedelta(days=30), 0),
    ],
)
def test_due_run_is_made_once_and_skipped_when_too_late(late: timedelta, runs: int) -> None:
    platform = platform_with(schedule(NOW - late))
    for _ in range(3):
        assert run_due(scripted_context("nova", platform)) == []
    assert sum(platform.executed.values()) == runs
    kept = platform.schedules["nightly"]
    assert (kept["last_run_at"] is not None) is bool(runs)
    assert datetime.fromisoformat(kept["next_run_at"]) > NOW


def test_new_schedule_is_planned_and_not_run_at_once() -> None:
    platform = platform_with(schedule(None))
    run_due(scripted_context("nova", platform))
    assert platform.commands == {}
    assert platform.schedules["nightly"]["next_run_at"] == "2026-11-22T12:30:00Z"


def test_disabled_schedule_does_nothing() -> None:
    platform = platform_with(schedule(NOW, enabled=False))
    run_due(scripted_context("nova", platform))
    assert (platform.commands, platform.sent("PUT /api/v1/agent/schedules/nightly")) == ({}, [])


def test_refused_task_is_told_once_and_planned_again() -> None:
    platform = platform_with(schedule(NOW))
    platform.refused = {"scan_logs"}
    (problem,) = run_due(scripted_context("nova", platform))
    assert "schedule nightly" in problem
    assert run_due(scripted_context("nova", platform)) == []
    assert platform.schedules["nightly"]["last_run_at"] is None


@pytest.mark.parametrize(
    "kept",
    [
        {"agent": "nova", "capability": "dispatch", "input": {"agent": "riven", "op": "cycle"}},
        {"agent": "nova", "capability": "platform_summary"},
        {"input": {"agent": "riven", "op": "cycle"}},
        {"agent": "riven", "capability": "emergency_card"},
    ],
)
def test_what_was_kept_before_it_was_forbidden_is_told_and_not_sent(kept: dict[str, Any]) -> None:
    platform = platform_with(schedule(NOW, **kept))
    (problem,) = run_due(scripted_context("nova", platform))
    assert problem.startswith("schedule nightly: ")
    assert platform.commands == {}


def test_schedule_that_cannot_be_read_does_not_keep_others_from_running() -> None:
    platform = platform_with(schedule(NOW, id="broken", cron="often"), schedule(NOW))
    problems = run_due(scripted_context("nova", platform))
    assert len(problems) == 1
    assert sum(platform.executed.values()) == 1


@given(
    st.lists(st.integers(1, 40), min_size=1, max_size=12),
    st.dictionaries(st.integers(0, 40), st.sampled_from(["before", "after"]), max_size=10),
)
def test_no_planned_moment_runs_twice(steps: list[int], cuts: dict[int, str]) -> None:
    platform, clock = platform_with(schedule(NOW)), MovingClock()
    platform.cuts = cuts
    for minutes in steps:
        try:
            run_due(scripted_context("nova", platform, clock))
        except AgentError:
            continue  # cut off: the same moment is looked at again at the next tick
        finally:
            clock.now += timedelta(minutes=minutes)
    kept = platform.sent("PUT /api/v1/agent/schedules/nightly")
    planned = {NOW.isoformat(), *(body["next_run_at"] for body in kept)}
    due = [moment for moment in planned if datetime.fromisoformat(moment) < clock.now]
    assert sum(platform.executed.values()) <= len(due)


@pytest.mark.parametrize("number", [1, 2])  # the command, and the plan
def test_run_whose_answer_was_lost_is_not_made_again(number: int) -> None:
    platform = platform_with(schedule(NOW))
    platform.cuts = {number: "before" if number == 2 else "after"}
    with pytest.raises(UnreachableError):
        run_due(scripted_context("nova", platform))
    run_due(scripted_context("nova", platform))
    assert list(platform.executed.values()) == [1]


def test_without_core_api_nothing_is_planned() -> None:
    platform = platform_with(schedule(NOW))
    platform.cuts = {1: "before"}  # the command
    with pytest.raises(UnreachableError):
        run_due(scripted_context("nova", platform))
    assert platform.schedules["nightly"]["next_run_at"] == NOW.isoformat()
    run_due(scripted_context("nova", platform))
    assert len(platform.sent(f"POST {COMMAND_PATH}")) == 1
