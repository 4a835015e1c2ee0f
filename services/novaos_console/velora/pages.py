"""Choose a report, have velora make it, wait for it, look at it."""

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from services.console.errors import NotThereError
from services.console.visit import Visit
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
from services.novaos_console.velora.drawing import Drawing, UnknownShapeError, draw
from services.novaos_console.velora.reports import (
    REPORTS,
    describe_input,
    find_report,
    read_input,
)

_AGENT = "velora"
_CREATORS_MAX = 500
_LATELY_MAX = 12
_TITLES = {report.capability: report.title for report in REPORTS}


async def show_analytics(visit: Visit) -> Response:
    """Show the form of one report, filled from the query, and the reports made lately."""
    creators = await _read_creators(visit)
    tasks = await read_recent_tasks(visit, _AGENT)
    known = [one for one in tasks if capability_of(one) in _TITLES]
    return visit.page(
        "velora/analytics.html",
        report=find_report(visit.query("report")),
        reports=REPORTS,
        given={
            "month": visit.query("month") or "",
            "currency": visit.query("currency") or "EUR",
            "months": visit.query("months") or "12",
            "horizon": visit.query("horizon") or "3",
            "creator_id": visit.query("creator_id") or "",
        },
        creators=[("", "all creators"), *creators.items()],
        made=[_describe(one, creators) for one in known[:_LATELY_MAX]],
    )


async def ask(visit: Visit) -> Response:
    """Send velora the task, and go to the page that waits for it."""
    form = await visit.form()
    report = find_report(form.text("report"))
    task = Task(_AGENT, report.capability, read_input(report, form))
    return visit.go(f"/analytics/reports/{await send_task(visit, task)}")


async def show_report(visit: Visit) -> Response:
    """Show a report, or that it is being made."""
    return visit.page("velora/report.html", **await _values(visit, await _read(visit)))


async def show_report_part(visit: Visit) -> Response:
    """Show how the report stands, if that changed."""
    command = await _read(visit)
    if is_unchanged(visit, command):
        return nothing_new()
    return visit.fragment("velora/_report.html", **await _values(visit, command))


async def _read(visit: Visit) -> dict[str, Any]:
    command = await read_command(visit, visit.part("command_id"))
    if capability_of(command) not in _TITLES:
        raise NotThereError("That command is no report of velora.")
    return command


async def _values(visit: Visit, command: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **_describe(command, await _read_creators(visit)),
        "drawing": _draw(command),
        "outcome": command["outcome"],
    }


def _describe(command: Mapping[str, Any], creators: Mapping[str, str]) -> dict[str, Any]:
    given = command["args"].get("input", {})
    return {
        "command": describe_command(command),
        "title": _TITLES[capability_of(command)],
        "capability": capability_of(command),
        "asked": describe_input(given, creators),
    }


def _draw(command: Mapping[str, Any]) -> Drawing | None:
    """Draw the result; None if there is none that this page knows how to draw."""
    if command["outcome"] != "done":
        return None
    try:
        return draw(capability_of(command), command["targets"][0]["result"])
    except UnknownShapeError:
        return None


async def _read_creators(visit: Visit) -> dict[str, str]:
    path, query = "/api/v1/blackrose/creators", {"limit": _CREATORS_MAX}
    page = await visit.core_api.get(path, query=query)
    return {one["id"]: one["pseudonym"] for one in page["items"]}
