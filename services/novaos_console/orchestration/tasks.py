"""Wait for a task that a page of orchestration sent to nova, and go on to what it made."""

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from services.console.visit import Visit
from services.novaos_console.orchestration.agent_task import (
    capability_of,
    is_unchanged,
    nothing_new,
    read_command,
)
from services.novaos_console.orchestration.command_words import describe_command


async def show_task(visit: Visit) -> Response:
    """Show the page that waits, or go to what was made."""
    command = await _read(visit)
    if target := find_made(command):
        return visit.go(target)
    return visit.page("orchestration/task.html", **_values(command))


async def show_task_part(visit: Visit) -> Response:
    """Show how the task stands, if that changed; a run that has begun has its own page."""
    command = await _read(visit)
    if is_unchanged(visit, command):
        return nothing_new()
    if target := find_made(command):
        return visit.go(target)
    return visit.fragment("orchestration/_task.html", **_values(command))


def find_made(command: Mapping[str, Any]) -> str | None:
    """Return the page of what a task that is done made."""
    result = command["targets"][0]["result"]
    if command["outcome"] != "done" or not isinstance(result, dict):
        return None
    pages = {
        "run_playbook": f"/orchestration/runs/{result.get('run_id')}",
        "save_playbook": f"/orchestration/playbooks/{result.get('name')}",
        "set_schedule": "/orchestration/schedules",
        "remove_schedule": "/orchestration/schedules",
    }
    return pages.get(capability_of(command))


async def _read(visit: Visit) -> dict[str, Any]:
    return await read_command(visit, visit.part("command_id"))


def _values(command: Mapping[str, Any]) -> dict[str, Any]:
    result = command["targets"][0]["result"]
    return {
        "command": describe_command(command),
        "outcome": command["outcome"],
        "capability": capability_of(command),
        "moments": result if isinstance(result, list) else [],
    }
