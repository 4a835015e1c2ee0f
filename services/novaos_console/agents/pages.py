"""The table of agents, the page of one agent, and its raw JSON."""

from typing import Any
from urllib.parse import urlencode

from starlette.responses import JSONResponse, Response

from services.console.errors import CoreApiRefusedError
from services.console.visit import Visit
from services.novaos_console.agents.orders import Order, read_trail, render_json
from services.novaos_console.agents.roster import STATES, AgentRow, read_roster, require_agent

PAGE = "/godmode/agents"
_TRAIL_MAX = 12
"""Commands shown."""


async def show_agents(visit: Visit) -> Response:
    """Show all agents, the newest commands and the live feed."""
    trail, problem = await _try_trail(visit, None)
    roster = (await read_roster(visit.core_api)).chosen(*_filter(visit))
    state, text = _filter(visit)
    query = urlencode({key: value for key, value in (("state", state), ("q", text)) if value})
    return visit.page(
        "agents/list.html",
        roster=roster,
        trail=trail,
        trail_problem=problem,
        states=[("", "any state"), *((one, one.replace("_", " ")) for one in STATES)],
        state=state or "",
        text=text or "",
        table_url=f"{PAGE}/table?{query}" if query else f"{PAGE}/table",
    )


async def show_table(visit: Visit) -> Response:
    """Show the table again."""
    roster = await read_roster(visit.core_api)
    return visit.fragment("agents/_table.html", roster=roster.chosen(*_filter(visit)))


async def show_trail(visit: Visit) -> Response:
    """Show the newest commands again."""
    trail = await read_trail(visit.core_api, None, _TRAIL_MAX)
    return visit.fragment("agents/_trail.html", trail=trail, trail_problem="")


async def show_agent(visit: Visit) -> Response:
    """Show one agent with what it can do and what it was told."""
    name = require_agent(visit.part("name"))
    row = await _read_row(visit, name)
    described, why = await _try_capabilities(visit, name)
    trail, problem = await _try_trail(visit, name)
    return visit.page(
        "agents/agent.html",
        row=row,
        capabilities=described,
        capabilities_problem=why,
        trail=trail,
        trail_problem=problem,
    )


async def show_agent_now(visit: Visit) -> Response:
    """Show the state of one agent again."""
    row = await _read_row(visit, require_agent(visit.part("name")))
    return visit.fragment("agents/_agent.html", row=row)


async def show_agent_trail(visit: Visit) -> Response:
    """Show the newest commands of one agent again."""
    name = require_agent(visit.part("name"))
    trail = await read_trail(visit.core_api, name, _TRAIL_MAX)
    return visit.fragment("agents/_trail.html", trail=trail, trail_problem="")


async def show_raw(visit: Visit) -> Response:
    """Show what core-api tells of an agent, to read and to copy."""
    row = await _read_row(visit, require_agent(visit.part("name")))
    return visit.page("agents/raw.html", row=row, text=render_json(row.known))


async def send_raw(visit: Visit) -> Response:
    """Answer what core-api tells of an agent, as it is."""
    row = await _read_row(visit, require_agent(visit.part("name")))
    return JSONResponse(row.known)


async def read_capabilities(visit: Visit, name: str) -> list[dict[str, Any]]:
    """Ask what an agent can do, as it said at its last start."""
    items = (await visit.core_api.get("/api/v1/agent/capabilities"))["items"]
    found = [item["capabilities"] for item in items if item["agent"] == name]
    return list(found[0]) if found else []


def _filter(visit: Visit) -> tuple[str | None, str | None]:
    state = visit.query("state")
    return (state if state in STATES else None), visit.query("q")


async def _read_row(visit: Visit, name: str) -> AgentRow:
    return (await read_roster(visit.core_api)).of(name)


async def _try_trail(visit: Visit, name: str | None) -> tuple[list[Order], str]:
    """Return the trail, or why it is not there: the agents are shown in any case."""
    try:
        return await read_trail(visit.core_api, name, _TRAIL_MAX), ""
    except CoreApiRefusedError as error:
        return [], error.reason


async def _try_capabilities(visit: Visit, name: str) -> tuple[list[dict[str, Any]], str]:
    try:
        return await read_capabilities(visit, name), ""
    except CoreApiRefusedError as error:
        return [], error.reason
