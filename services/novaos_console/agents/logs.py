"""The page of an agent's log, its live part, and the log as a file."""

from dataclasses import replace

from starlette.responses import Response

from services.console.errors import BadFormError
from services.console.visit import Visit
from services.novaos_console.agents.log_view import (
    DEPTHS,
    LEVELS,
    LogFilter,
    build_line,
    read_entries,
    read_filter,
    render_file,
)
from services.novaos_console.agents.pages import PAGE
from services.novaos_console.agents.roster import require_agent

_SHOWN_MAX = 200


async def show_logs(visit: Visit) -> Response:
    """Show the newest entries; what cannot be searched for is said beside the form."""
    name = require_agent(visit.part("name"))
    wanted, refused, entries = LogFilter(), "", []
    try:
        wanted = read_filter(visit)
        entries = await read_entries(visit.core_api, name, wanted)
    except BadFormError as error:
        refused = error.reason
    return visit.page(
        "agents/logs.html",
        status_code=422 if refused else 200,
        name=name,
        wanted=wanted,
        refused=refused,
        lines=[build_line(entry) for entry in entries[:_SHOWN_MAX]],
        found=len(entries),
        levels=[("", "any level"), *((level, level) for level in LEVELS)],
        depths=[(str(depth), f"newest {depth}") for depth in DEPTHS],
        lines_url=_url(name, "lines", wanted),
        file_url=_url(name, "file", replace(wanted, depth=DEPTHS[-1])),
    )


async def show_lines(visit: Visit) -> Response:
    """Show the newest entries again."""
    name = require_agent(visit.part("name"))
    entries = await read_entries(visit.core_api, name, read_filter(visit))
    lines = [build_line(entry) for entry in entries[:_SHOWN_MAX]]
    return visit.fragment("agents/_lines.html", lines=lines, found=len(entries))


async def send_file(visit: Visit) -> Response:
    """Answer the entries that fit as a file to keep."""
    name = require_agent(visit.part("name"))
    entries = await read_entries(visit.core_api, name, read_filter(visit))
    return Response(
        render_file(entries),
        media_type="application/x-ndjson",
        headers={"Content-Disposition": f'attachment; filename="{name}-log.jsonl"'},
    )


def _url(name: str, what: str, wanted: LogFilter) -> str:
    query = wanted.query
    path = f"{PAGE}/{name}/logs/{what}"
    return f"{path}?{query}" if query else path
