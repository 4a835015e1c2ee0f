"""The commands that agents got, newest first, and each with its outcome at every target."""

from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response

from services.console.visit import Visit
from services.novaos_console.orchestration.agent_task import COMMANDS_PATH, read_command
from services.novaos_console.orchestration.command_words import (
    OPERATIONS,
    OUTCOMES,
    describe_command,
)

_PAGE = 50
_SEARCHED = 200
"""How many commands are looked through for an operation, which core-api does not select by."""


async def show_commands(visit: Visit) -> Response:
    """Show the page of commands."""
    described = await visit.core_api.get("/api/v1/agent/capabilities")
    agents = [one["agent"] for one in described["items"]]
    values = await _read(visit)
    filters = values["filters"]
    return visit.page(
        "orchestration/commands.html",
        **values,
        agents=[("", "any"), *((name, name) for name in agents)],
        outcomes=[("", "any"), *((name, word) for name, (word, _) in OUTCOMES.items())],
        operations=[("", "any"), *((name, name) for name in OPERATIONS)],
        live_url=f"/orchestration/commands/table?{urlencode(filters)}",
        is_older=visit.query("after") is not None,
    )


async def show_commands_table(visit: Visit) -> Response:
    """Show the table alone, for a page that is open."""
    return visit.fragment("orchestration/_commands.html", **await _read(visit))


async def show_command(visit: Visit) -> Response:
    """Show one command."""
    return visit.page("orchestration/command.html", command=await _read_one(visit))


async def show_command_part(visit: Visit) -> Response:
    """Show the changing part of one command."""
    return visit.fragment("orchestration/_command.html", command=await _read_one(visit))


async def _read_one(visit: Visit) -> object:
    return describe_command(await read_command(visit, visit.part("command_id")))


async def _read(visit: Visit) -> dict[str, Any]:
    filters = {name: visit.query(name) or "" for name in ("agent", "outcome", "op")}
    page = await visit.core_api.get(
        COMMANDS_PATH,
        query={
            "agent": filters["agent"],
            "outcome": filters["outcome"],
            "limit": _SEARCHED if filters["op"] else _PAGE,
            "after": visit.query("after"),
        },
    )
    found = [one for one in page["items"] if not filters["op"] or one["op"] == filters["op"]]
    older = page["next"] and f"?{urlencode({**filters, 'after': page['next']})}"
    return {
        "commands": [describe_command(one) for one in found],
        "filters": filters,
        "older": older,
        "searched": _SEARCHED,
    }
