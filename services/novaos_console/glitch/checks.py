"""Have glitch look at something, wait for it, and see what it found."""

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from services.console.errors import BadFormError, NotThereError
from services.console.visit import Visit
from services.novaos_console.glitch.check_words import (
    INCIDENTS,
    INTEGRITY,
    TITLES,
    describe_integrity,
    read_check,
    take_result,
    tone_of,
)
from services.novaos_console.orchestration.agent_task import (
    Task,
    capability_of,
    is_unchanged,
    nothing_new,
    read_command,
    read_recent_tasks,
    send_task,
)
from services.novaos_console.orchestration.command_words import describe_command

_AGENT = "glitch"


async def start_check(visit: Visit) -> Response:
    """Send glitch the task, and go to the page that waits for it."""
    wanted = read_check(await visit.form())
    if wanted is None:
        raise BadFormError("There is no such check.")
    command_id = await send_task(visit, Task(_AGENT, *wanted))
    return visit.go(f"/glitch/checks/{command_id}")


async def show_check(visit: Visit) -> Response:
    """Show what a check found, or that it is at work."""
    return visit.page("glitch/check.html", **_values(await _read(visit)))


async def show_check_part(visit: Visit) -> Response:
    """Show how a check stands, if that changed."""
    command = await _read(visit)
    if is_unchanged(visit, command):
        return nothing_new()
    return visit.fragment("glitch/_check.html", **_values(command))


async def show_integrity(visit: Visit) -> Response:
    """Show the last check of the images that core-api still has."""
    made = await _read_made(visit, INTEGRITY)
    last = made[0] if made else None
    values = _values(last) if last else {"command": None}
    return visit.page("glitch/integrity.html", **values)


async def show_incidents(visit: Visit) -> Response:
    """Show the form of an incident report, and the reports made lately."""
    made = [describe_command(one) for one in await _read_made(visit, INCIDENTS)]
    return visit.page("glitch/incidents.html", made=made)


async def _read_made(visit: Visit, capability: str) -> list[dict[str, Any]]:
    tasks = await read_recent_tasks(visit, _AGENT)
    return [one for one in tasks if capability_of(one) == capability]


async def _read(visit: Visit) -> dict[str, Any]:
    command = await read_command(visit, visit.part("command_id"))
    if capability_of(command) not in TITLES or command["agent"] != _AGENT:
        raise NotThereError("That command is no check of glitch.")
    return command


def _values(command: Mapping[str, Any]) -> dict[str, Any]:
    capability = capability_of(command)
    result = command["targets"][0]["result"] if command["outcome"] == "done" else None
    found = take_result(capability, result)
    return {
        "command": describe_command(command),
        "outcome": command["outcome"],
        "capability": capability,
        "title": TITLES[capability],
        "given": command["args"].get("input", {}),
        "found": describe_integrity(found) if found and capability == INTEGRITY else found,
        "tone_of": tone_of,
    }
