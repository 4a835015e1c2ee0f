"""POST /api/v1/agent/command: a command for one agent or for all of them.

1. The command is valid before anything is stored, and who restarts an agent may do so
(`commands.restarts`). 2. It is recorded before it is published: what
nobody can look up later is not sent. What GodMode sends is kept in this process only, and so is a
private task. 3. The same id again publishes nothing again, unless the first publication is not
known to have happened; the claim of the agents sees to it that nothing runs twice.
"""

import uuid
from datetime import timedelta

import msgspec
from fastapi import APIRouter, Request
from fastapi.responses import Response

from agents.contract.limits import COMMAND_BYTES_MAX
from agents.contract.messages import Command, CommandRequest, check_arguments
from agents.contract.privacy import is_private
from agents.contract.restart import RESTART
from services.core_api.access.enforcement import AccessDependency
from services.core_api.agent_names import require_target
from services.core_api.answers import answer
from services.core_api.body import read_message
from services.core_api.commands.bodies import CommandAnswer
from services.core_api.commands.contract_schema import request_body
from services.core_api.commands.ledger import CommandEntry, CommandLedger, new_entry
from services.core_api.commands.restarts import require_right_to_restart
from services.core_api.commands.tracing import is_untraced, issuer_of
from services.core_api.errors import ConflictError, MalformedError
from services.core_api.interface import Ports
from services.core_api.json_value import find_unstorable
from services.core_api.ports import PortsDependency
from services.core_api.presence import render_time

router = APIRouter()


@router.post(
    "/api/v1/agent/command",
    response_model=CommandAnswer,
    openapi_extra=request_body(CommandRequest),
)
async def send_command(
    request: Request, ports: PortsDependency, access: AccessDependency
) -> Response:
    """Record and publish a command; answer with its id and how many listened."""
    wanted = await read_message(request, CommandRequest)  # (1)
    await require_right_to_restart(request, wanted, access, ports)
    is_nobodys = await is_untraced(request, access, ports)
    has_trace = not (is_nobodys or is_private(wanted.args))
    issuer = "" if is_nobodys else issuer_of(access.principal)
    asked = build_entry(wanted, ports, issuer, has_trace=has_trace)
    mine, other = ports.registry.commands, ports.live.untraced
    ledger: CommandLedger = mine if has_trace else other
    elsewhere: CommandLedger = other if has_trace else mine
    if wanted.id and await elsewhere.read(wanted.id, ports.now()):
        raise ConflictError(f"id {wanted.id} was used for another command; take a new one")
    recorded = await ledger.record(asked)  # (2)
    if not is_same_command(recorded.entry.command, asked.command):
        raise ConflictError(f"id {wanted.id} was used for another command; take a new one")
    entry = await publish_once(recorded.entry, ledger, ports)  # (3)
    return answer(
        {
            "id": entry.command.id,
            "agent": entry.command.agent,
            "op": entry.command.op,
            "receivers": entry.receivers or 0,
            "issued_at": entry.command.issued_at,
            "deadline_at": entry.command.deadline_at,
            "repeated": not recorded.is_new,
            "outcome": entry.outcome.value,
        },
    )


async def publish_once(entry: CommandEntry, ledger: CommandLedger, ports: Ports) -> CommandEntry:
    """Publish the command unless that is known to have happened, or is too late; read it again."""
    now = ports.now()
    if entry.receivers is None and now <= entry.deadline_at:
        receivers = await ports.state_store.publish(entry.command)
        await ledger.record_receivers(entry.command.id, receivers, now)
        if entry.command.op == RESTART and receivers:
            ports.live.cycles.add((target.agent for target in entry.targets), now)
    return await ledger.read(entry.command.id, now) or entry.judged(now)


def build_entry(
    wanted: CommandRequest, ports: Ports, issued_by: str, *, has_trace: bool
) -> CommandEntry:
    """Check what was asked for and make it the message that agents get."""
    target = require_target(wanted.agent)
    if found := check_arguments(wanted.op, wanted.args) or find_unstorable(wanted.args):
        raise MalformedError("; ".join(found))
    issued_at = ports.now()
    deadline_at = issued_at + timedelta(seconds=wanted.deadline_seconds)
    built = Command(
        id=wanted.id or str(uuid.uuid4()),
        agent=target,
        op=wanted.op,
        args=wanted.args,
        issued_at=render_time(issued_at) or "",
        issued_by=issued_by,
        deadline_at=render_time(deadline_at) or "",
        trace=has_trace,
    )
    size = len(msgspec.json.encode(built))
    if size > COMMAND_BYTES_MAX:
        raise MalformedError(f"the command has {size} bytes, at most {COMMAND_BYTES_MAX} are sent")
    return new_entry(built, issued_at, deadline_at)


def is_same_command(left: Command, right: Command) -> bool:
    """Say whether two commands with one id ask for the same."""
    return (left.agent, left.op, left.args) == (right.agent, right.op, right.args)
