"""Commands that were sent: how they stand, and what their agents report about them."""

from typing import Annotated, Literal
from uuid import UUID

import msgspec
from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from agents.contract.limits import RESULT_BYTES_MAX
from agents.contract.outcome import OutcomeReport
from services.core_api.access.enforcement import AccessDependency
from services.core_api.agent_names import require_agent
from services.core_api.answers import answer
from services.core_api.bodies import Limit, Parameters
from services.core_api.body import read_message
from services.core_api.commands.bodies import CommandPage, CommandView, RulingView
from services.core_api.commands.contract_schema import request_body
from services.core_api.commands.ledger import CommandQuery
from services.core_api.commands.outcome import Outcome
from services.core_api.commands.tracing import is_issuer, is_untraced
from services.core_api.commands.views import render_command
from services.core_api.errors import MalformedError, NotFoundError
from services.core_api.json_value import find_unstorable, without_nul
from services.core_api.ports import PortsDependency
from services.core_api.time_cursor import Cursor, read_cursor, write_cursor

router = APIRouter()
OutcomeWord = Literal["sent", "delivered", "acknowledged", "done", "failed", "timed_out"]
_NOT_THERE = "there is no such command"


class CommandsQuery(Parameters):
    """The query of the list of commands."""

    agent: str | None = None
    outcome: OutcomeWord | None = None
    limit: Limit = 50
    after: Cursor | None = None


@router.get("/api/v1/agent/commands", response_model=CommandPage)
async def list_commands(
    request: Request,
    ports: PortsDependency,
    access: AccessDependency,
    asked: Annotated[CommandsQuery, Query()],
) -> Response:
    """List commands, newest first; those of GodMode only for GodMode."""
    query = CommandQuery(
        limit=asked.limit + 1,
        agent=None if asked.agent is None else require_agent(asked.agent),
        outcome=None if asked.outcome is None else Outcome(asked.outcome),
        before=read_cursor(asked.after),
    )
    now = ports.now()
    found = list(await ports.registry.commands.page(query, now))
    if await is_untraced(request, access, ports):
        found += await ports.live.untraced.page(query, now)
        found.sort(key=lambda entry: (entry.issued_at, entry.command.id), reverse=True)
    shown, is_last = found[: asked.limit], len(found) <= asked.limit
    following = None if is_last else write_cursor(shown[-1].issued_at, shown[-1].command.id)
    return answer({"items": [render_command(entry) for entry in shown], "next": following})


@router.get("/api/v1/agent/commands/{command_id}", response_model=CommandView)
async def show_command(
    request: Request, command_id: UUID, ports: PortsDependency, access: AccessDependency
) -> Response:
    """Show one command and how it stands at each of its targets."""
    now = ports.now()
    entry = await ports.live.untraced.read(str(command_id), now)
    if entry and not (
        is_issuer(entry.command, access) or await is_untraced(request, access, ports)
    ):
        entry = None
    entry = entry or await ports.registry.commands.read(str(command_id), now)
    if entry is None:
        raise NotFoundError(_NOT_THERE)
    return answer(render_command(entry))


@router.post(
    "/api/v1/agent/commands/{command_id}/outcome",
    response_model=RulingView,
    openapi_extra=request_body(OutcomeReport),
)
async def report_outcome(
    request: Request, command_id: UUID, ports: PortsDependency, access: AccessDependency
) -> Response:
    """Rule on what an agent reports about a command that it is a target of."""
    report = await read_message(request, OutcomeReport)
    size = len(msgspec.json.encode(report.result))
    if size > RESULT_BYTES_MAX:
        raise MalformedError(f"the result has {size} bytes, at most {RESULT_BYTES_MAX} are kept")
    cleaned = msgspec.structs.replace(
        report, detail=without_nul(report.detail), result=without_nul(report.result)
    )
    if found := find_unstorable(cleaned.result):
        raise MalformedError(f"result: {found[0]}")
    agent, now = access.principal.subject, ports.now()
    for ledger in (ports.live.untraced, ports.live.errands, ports.registry.commands):
        ruling = await ledger.report(str(command_id), agent, cleaned, now)
        if ruling is not None:
            return answer({"granted": ruling.is_granted, "outcome": ruling.target.outcome.value})
    raise NotFoundError(_NOT_THERE)
