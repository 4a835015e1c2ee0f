"""GET /api/v1/agent/logs: the log of one agent, or of all of them, oldest first.

Without `since` or `after` these are the last entries. With one of them, it is the first page from
there on, and `next` is the cursor of the page after it.
"""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import Field

from agents.contract.limits import LOG_QUERY_DEFAULT_ENTRIES, LOG_STREAM_ENTRIES
from agents.contract.messages import Level
from services.core_api.agent_names import require_agent
from services.core_api.answers import answer
from services.core_api.bodies import Moment, Parameters
from services.core_api.commands.bodies import LogsView
from services.core_api.commands.log_entries import render_entries
from services.core_api.errors import MalformedError
from services.core_api.interface import LogQuery
from services.core_api.ports import PortsDependency

router = APIRouter()
_ENTRY_ID = r"^[0-9]{1,15}-[0-9]{1,15}$"


class LogsQuery(Parameters):
    """The query of a log."""

    agent: str | None = None
    level: Level | None = None
    since: Moment | None = None
    until: Moment | None = None
    after: Annotated[str | None, Field(pattern=_ENTRY_ID)] = None
    limit: Annotated[int, Field(ge=1, le=LOG_STREAM_ENTRIES)] = LOG_QUERY_DEFAULT_ENTRIES


@router.get("/api/v1/agent/logs", response_model=LogsView)
async def list_logs(
    request: Request, ports: PortsDependency, asked: Annotated[LogsQuery, Query()]
) -> Response:
    """Read entries of `agent`, or of all agents."""
    names = [name for name, _ in request.query_params.multi_items()]
    if len(names) != len(set(names)):
        raise MalformedError("a parameter is given twice")
    query = LogQuery(
        agent=None if asked.agent is None else require_agent(asked.agent),
        limit=asked.limit,
        level=asked.level,
        since=_milliseconds(asked.since),
        until=_milliseconds(asked.until),
        after=asked.after,
    )
    page = await ports.state_store.read_logs(query)
    return answer(
        {
            "agent": asked.agent,
            "limit": asked.limit,
            "entries": render_entries(page.entries),
            "next": page.entries[-1][0] if page.has_more else None,
        },
    )


def _milliseconds(moment: datetime | None) -> int | None:
    # A stream has no entry before the first millisecond, and takes no negative one.
    return None if moment is None else max(1, int(moment.timestamp() * 1000))
