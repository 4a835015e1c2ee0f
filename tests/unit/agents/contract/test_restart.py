"""Which commands restart an agent, and that nothing that is kept does."""

import json
from importlib import import_module
from typing import Any

import pytest

from agents.contract.names import AGENT_NAMES
from agents.contract.playbook import Step, check_steps
from agents.contract.restart import asks_for_restart, asks_for_restart_of
from agents.contract.schedule import check_task
from agents.runtime.registration import build_registration

RESTART = {"agent": "riven", "op": "cycle"}


@pytest.mark.parametrize(
    ("op", "args", "expected"),
    [
        ("ping", {}, False),
        ("cycle", {}, True),
        ("task", {"capability": "dispatch", "input": RESTART}, True),
        ("task", {"capability": "dispatch", "input": {**RESTART, "op": "ping"}}, False),
        ("task", {"capability": "run_playbook", "input": {"steps": [{"input": RESTART}]}}, True),
        ("task", {"capability": "dispatch", "input": {"note": "cycle"}}, False),
        ("task", {"input": {"op": ["cycle"]}}, False),
    ],
)
def test_restart_is_found_at_any_depth(op: str, args: dict[str, Any], expected: bool) -> None:  # noqa: FBT001
    assert asks_for_restart(op, args) is expected


def test_restart_is_of_the_agent_that_stands_beside_it() -> None:
    args = {"capability": "dispatch", "input": {**RESTART, "args": {"agent": "echo"}}}
    found = [name for name in AGENT_NAMES if asks_for_restart_of(name, args)]
    assert found == ["riven"]


def test_restart_is_no_step_of_a_playbook() -> None:
    (found,) = check_steps((Step("again", "lyra", "dispatch", {"deep": [RESTART]}),))
    assert "restart" in found
    assert check_steps((Step("again", "lyra", "dispatch", {"deep": ["cycle"]}),)) == []


@pytest.mark.parametrize(
    ("agent", "capability", "task_input", "reason"),
    [
        ("nova", "dispatch", RESTART, "cannot be scheduled"),
        ("lyra", "dispatch", {"deep": [RESTART]}, "restart"),
        ("riven", "emergency_card", {}, "private"),
        ("atlas", "x", {}, "cannot be scheduled"),
    ],
)
def test_what_cannot_be_scheduled_gets_a_reason(
    agent: str, capability: str, task_input: dict[str, Any], reason: str
) -> None:
    assert reason in "; ".join(check_task(agent, capability, task_input))


def test_dispatch_is_the_only_capability_that_takes_an_operation() -> None:
    takes = {
        f"{name} {described.name}"
        for name in AGENT_NAMES
        for described in build_registration(
            name, "", import_module(f"agents.{name}.agent").AGENT
        ).capabilities
        if '"cycle"' in json.dumps(described.input_schema)
    }
    assert takes == {"nova dispatch"}
