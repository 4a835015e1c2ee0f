"""A platform with one family, as riven sees it."""

from typing import Any

import msgspec

from agents.contract.messages import Command
from agents.riven.agent import AGENT
from agents.runtime.task import execute_task
from tests.support.platform_messages import COMMAND
from tests.support.scripted_core_api import ScriptedCoreApi, scripted_context

FAMILY, ADA, BEN = (f"{digit * 8}-0000-4000-8000-000000000000" for digit in "fab")
REQUEST, OTHER_REQUEST, CHECK_IN = (f"{digit * 8}-0000-4000-8000-000000000000" for digit in "123")
PREFIX = "/api/v1/gypsycove"
SCREEN = {
    "member_id": ADA,
    "day": "2026-11-22",
    "budget_minutes": 60,
    "granted_extra_minutes": 0,
    "used_minutes": 10,
    "left_minutes": 50,
    "in_downtime": False,
    "open_session_id": None,
    "next_warning_at": None,
}


def member(member_id: str, name: str, role: str) -> dict[str, str]:
    """A member of the family."""
    return {"id": member_id, "family_id": FAMILY, "display_name": name, "role": role}


def core_api(**more: Any) -> ScriptedCoreApi:  # noqa: ANN401 - routes
    family = {"id": FAMILY, "name": "Fern", "auto_decide_minutes": 30}
    return ScriptedCoreApi(
        {
            f"GET {PREFIX}/families": [family],
            f"GET {PREFIX}/families/{FAMILY}": family,
            f"GET {PREFIX}/families/{FAMILY}/members": [
                member(ADA, "Ada", "child"),
                member(BEN, "Ben", "teen"),
                member(FAMILY, "Cleo", "parent"),
            ],
            f"GET {PREFIX}/members/{ADA}/screen-time": SCREEN,
            f"GET {PREFIX}/members/{BEN}/screen-time": {**SCREEN, "member_id": BEN},
            f"POST {PREFIX}/retention/run": {},
            **more,
        },
    )


def run(capability: str, task_input: dict[str, Any], platform: ScriptedCoreApi) -> Any:  # noqa: ANN401
    """Execute a task as the worker does; returns its result, or its error."""
    args = {"capability": capability, "input": task_input}
    command = msgspec.convert({**COMMAND, "agent": "riven", "op": "task", "args": args}, Command)
    outcome = execute_task(command, AGENT, scripted_context("riven", platform))
    return outcome.error or outcome.result
