"""Playbooks of nova and their runs: what the steps are, start one, see how far it is."""

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from services.console.visit import Visit
from services.novaos_console.orchestration.agent_task import Task, require_no_restart, send_task
from services.novaos_console.orchestration.step_words import (
    RUN_STATUSES,
    describe_run,
    describe_steps,
    parse_json_list,
)

PLAYBOOKS_PATH = "/api/v1/agent/playbooks"
RUNS_PATH = "/api/v1/agent/playbook-runs"
_PAGE = 50


async def show_playbooks(visit: Visit) -> Response:
    """Show all playbooks of a page."""
    page = await visit.core_api.get(PLAYBOOKS_PATH, query={"after": visit.query("after")})
    described = await visit.core_api.get("/api/v1/agent/capabilities")
    return visit.page(
        "orchestration/playbooks.html",
        playbooks=[_describe(one) for one in page["items"]],
        following=page["next"],
        agents=[one for one in described["items"] if one["agent"] != "nova"],
    )


async def show_playbook(visit: Visit) -> Response:
    """Show one playbook with its last runs."""
    found = await visit.core_api.get(PLAYBOOKS_PATH + "/{}", visit.part("name"))
    return visit.page(
        "orchestration/playbook.html", playbook=_describe(found), **await _runs_of(visit)
    )


async def show_playbook_runs(visit: Visit) -> Response:
    """Show the last runs of one playbook alone."""
    return visit.fragment("orchestration/_runs.html", **await _runs_of(visit))


async def save_playbook(visit: Visit) -> Response:
    """Have nova keep a playbook; what is wrong with its steps, nova says."""
    form = await visit.form()
    values = {"name": form.text("name"), "steps": parse_json_list(form.text("steps"))}
    require_no_restart(values)
    command_id = await send_task(visit, Task("nova", "save_playbook", values))
    return visit.go(f"/orchestration/tasks/{command_id}")


async def start_playbook(visit: Visit) -> Response:
    """Have nova run a playbook."""
    form = await visit.form()
    values = {"name": visit.part("name"), "follow_seconds": form.number("follow_seconds")}
    command_id = await send_task(visit, Task("nova", "run_playbook", values))
    return visit.go(f"/orchestration/tasks/{command_id}")


async def show_runs(visit: Visit) -> Response:
    """Show the runs of all playbooks, newest first."""
    statuses = [("", "any"), *((name, word) for name, (word, _) in RUN_STATUSES.items())]
    return visit.page(
        "orchestration/runs.html",
        **await _read_runs(visit),
        statuses=statuses,
        is_older=visit.query("after") is not None,
    )


async def show_runs_table(visit: Visit) -> Response:
    """Show the table alone."""
    return visit.fragment("orchestration/_runs.html", **await _read_runs(visit))


async def show_run(visit: Visit) -> Response:
    """Show one run with its steps."""
    return visit.page("orchestration/run.html", run=await _read_run(visit))


async def show_run_part(visit: Visit) -> Response:
    """Show the steps of one run alone."""
    return visit.fragment("orchestration/_run.html", run=await _read_run(visit))


async def _read_run(visit: Visit) -> object:
    return describe_run(await visit.core_api.get(RUNS_PATH + "/{}", visit.part("run_id")))


async def _read_runs(visit: Visit) -> dict[str, Any]:
    status = visit.query("status") or ""
    query = {"status": status, "after": visit.query("after"), "limit": _PAGE}
    page = await visit.core_api.get(RUNS_PATH, query=query)
    runs = [describe_run(one) for one in page["items"]]
    return {"runs": runs, "following": page["next"], "wanted": status}


async def _runs_of(visit: Visit) -> dict[str, Any]:
    page = await visit.core_api.get(RUNS_PATH, query={"limit": _PAGE})
    name = visit.part("name")
    runs = [describe_run(one) for one in page["items"] if one["playbook"] == name]
    return {"runs": runs, "following": None, "wanted": ""}


def _describe(playbook: Mapping[str, Any]) -> dict[str, Any]:
    return {**playbook, "steps": describe_steps(playbook["steps"])}
