"""Schedules of nova: tasks that run by the clock; nova reads the cron expression and says no."""

from typing import Any

from starlette.responses import Response

from services.console.errors import BadFormError
from services.console.forms import Form
from services.console.visit import Visit
from services.novaos_console.orchestration.agent_task import Task, require_no_restart, send_task
from services.novaos_console.orchestration.step_words import parse_json_object, render_input

_SCHEDULES = "/api/v1/agent/schedules"


async def show_schedules(visit: Visit) -> Response:
    """Show all schedules, and the form for one."""
    described = await visit.core_api.get("/api/v1/agent/capabilities")
    tasks = [
        (f"{agent['agent']} {one['name']}", f"{agent['agent']}: {one['name']}")
        for agent in described["items"]
        if agent["agent"] != "nova"
        for one in agent["capabilities"]
    ]
    values = await _read(visit)
    return visit.page(
        "orchestration/schedules.html",
        **values,
        tasks=tasks,
        changed=next((one for one in values["schedules"] if one["id"] == visit.query("id")), None),
    )


async def show_schedules_table(visit: Visit) -> Response:
    """Show the table alone."""
    return visit.fragment("orchestration/_schedules.html", **await _read(visit))


async def set_schedule(visit: Visit) -> Response:
    """Have nova make or replace a schedule."""
    values = read_schedule(await visit.form())
    require_no_restart(values)
    command_id = await send_task(visit, Task("nova", "set_schedule", values))
    return visit.go(f"/orchestration/tasks/{command_id}")


async def remove_schedule(visit: Visit) -> Response:
    """Have nova remove a schedule: done by itself, no tick of it brings the schedule back."""
    values = {"id": visit.part("schedule_id")}
    command_id = await send_task(visit, Task("nova", "remove_schedule", values))
    return visit.go(f"/orchestration/tasks/{command_id}")


async def preview_schedule(visit: Visit) -> Response:
    """Have nova say when a cron expression runs next."""
    form = await visit.form()
    values = {"cron": form.text("cron")}
    command_id = await send_task(visit, Task("nova", "preview_schedule", values))
    return visit.go(f"/orchestration/tasks/{command_id}")


def read_schedule(form: Form) -> dict[str, Any]:
    """Read the form of a schedule as the input of nova's task.

    Raises `BadFormError`.
    """
    agent, _, capability = form.text("task").partition(" ")
    if not capability:
        raise BadFormError("Task: choose one of the list.")
    return {
        "id": form.text("id"),
        "cron": form.text("cron"),
        "agent": agent,
        "capability": capability,
        "input": parse_json_object(form.optional("input")),
        "enabled": form.ticked("enabled"),
    }


async def _read(visit: Visit) -> dict[str, Any]:
    page = await visit.core_api.get(_SCHEDULES, query={"limit": 200, "after": visit.query("after")})
    schedules = [{**one, "input": render_input(one["input"])} for one in page["items"]]
    return {"schedules": schedules, "following": page["next"]}
