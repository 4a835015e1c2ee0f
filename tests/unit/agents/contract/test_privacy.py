"""Which commands are not recorded."""

from typing import Any

import pytest

from agents.contract.playbook import Step, check_steps
from agents.contract.privacy import PRIVATE_CAPABILITIES, is_private
from agents.riven.agent import AGENT

TASK = {"capability": "distance_and_bearing", "input": {"start": {}}}


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        ({}, False),
        ({"capability": "plan_supplies", "input": {"adults": 2}}, False),
        (TASK, True),
        ({"capability": "emergency_card"}, True),
        ({"capability": "dispatch", "input": {"agent": "riven", "args": TASK}}, True),
        ({"capability": "run_playbook", "input": {"steps": [{"name": "a", **TASK}]}}, True),
        ({"capability": "send_message", "input": {"text": "distance_and_bearing"}}, False),
        ({"capability": ["emergency_card"]}, False),
    ],
)
def test_private_task_is_found_at_any_depth(args: dict[str, Any], expected: bool) -> None:  # noqa: FBT001
    assert is_private(args) is expected


def test_private_capabilities_exist() -> None:
    assert set(AGENT.capabilities) >= PRIVATE_CAPABILITIES


def test_private_task_is_no_step_of_a_playbook() -> None:
    assert "private" in check_steps((Step("card", "riven", "emergency_card"),))[0]
