"""GET /api/v1/agent/logs: the end of the log of one agent, or of all of them, oldest first."""

from collections.abc import Sequence
from typing import Any

import msgspec
from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.datastructures import QueryParams

from agents.contract.limits import LOG_QUERY_DEFAULT_ENTRIES, LOG_STREAM_ENTRIES
from agents.contract.messages import LogEntry
from services.core_api.agent_names import require_agent
from services.core_api.answers import answer
from services.core_api.errors import MalformedError
from services.core_api.interface import LogFields
from services.core_api.ports import PortsDependency

router = APIRouter()
_PARAMETERS = frozenset({"agent", "limit"})


@router.get("/api/v1/agent/logs")
async def logs(request: Request, ports: PortsDependency) -> Response:
    """Read the last `limit` entries of `agent`, or of all agents."""
    agent, limit = parse_query(request.query_params)
    found = await ports.state_store.read_logs(agent, limit)
    return answer({"agent": agent, "limit": limit, "entries": render_entries(found)})


def parse_query(query: QueryParams) -> tuple[str | None, int]:
    """Read agent and limit.

    Raises `MalformedError` for anything else in the query, `UnknownAgentError` for the name.
    """
    names = [name for name, _ in query.multi_items()]
    if unknown := sorted(set(names) - _PARAMETERS):
        raise MalformedError(f"unknown parameters {unknown[:5]}, expected agent and limit")
    if len(names) != len(set(names)):
        raise MalformedError("a parameter is given twice")
    limit = query.get("limit", str(LOG_QUERY_DEFAULT_ENTRIES))
    if not (limit.isascii() and limit.isdigit() and len(limit) <= len(str(LOG_STREAM_ENTRIES))):
        raise MalformedError(f"limit: expected a number from 1 to {LOG_STREAM_ENTRIES}")
    if not 1 <= int(limit) <= LOG_STREAM_ENTRIES:
        raise MalformedError(f"limit: got {limit}, expected 1 to {LOG_STREAM_ENTRIES}")
    name = query.get("agent")
    return (None if name is None else require_agent(name)), int(limit)


def render_entries(found: Sequence[tuple[str, LogFields]]) -> list[dict[str, Any]]:
    """Show each entry with its id; what is no entry of the contract is marked, not hidden."""
    return [{"id": entry_id, **render_entry(fields)} for entry_id, fields in found]


def render_entry(fields: LogFields) -> dict[str, Any]:
    """Turn the fields of a stream entry into JSON."""
    try:
        entry = msgspec.convert(dict(fields), LogEntry)
        data = msgspec.json.decode(entry.data)
    except (msgspec.DecodeError, msgspec.ValidationError):
        return {"malformed": True, "fields": dict(fields)}
    return {**msgspec.structs.asdict(entry), "data": data}
