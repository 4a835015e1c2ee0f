"""POST /api/v1/agent/command: a command for one agent or for all of them.

1. The command is valid before anything is stored. 2. It is recorded before it is published: what
nobody can look up later is not sent. 3. The same id again publishes nothing again, unless the first
publication is not known to have happened; agents recognise the id.
"""

import uuid

import msgspec
from fastapi import APIRouter, Request
from fastapi.responses import Response

from agents.contract.limits import COMMAND_BYTES_MAX
from agents.contract.messages import Command, CommandRequest, check_arguments
from services.core_api.agent_names import require_target
from services.core_api.answers import answer
from services.core_api.authentication import read_issuer
from services.core_api.body import read_message
from services.core_api.errors import ConflictError, MalformedError
from services.core_api.ports import PortsDependency
from services.core_api.presence import render_time

router = APIRouter()


@router.post("/api/v1/agent/command")
async def command(request: Request, ports: PortsDependency) -> Response:
    """Record and publish a command; answer with its id and how many listened."""
    wanted = await read_message(request, CommandRequest)  # (1)
    issued_at = ports.now()
    asked = build_command(wanted, render_time(issued_at) or "", read_issuer(request))
    recorded = await ports.registry.record_command(asked, issued_at)  # (2)
    if not is_same_command(recorded.command, asked):
        raise ConflictError(f"id {asked.id} was used for another command; take a new one")
    receivers = recorded.receivers
    if receivers is None:  # (3)
        receivers = await ports.state_store.publish(recorded.command)
        await ports.registry.record_receivers(asked.id, receivers)
    return answer(
        {
            "id": asked.id,
            "agent": asked.agent,
            "op": asked.op,
            "receivers": receivers,
            "issued_at": recorded.command.issued_at,
            "repeated": not recorded.is_new,
        },
    )


def build_command(wanted: CommandRequest, issued_at: str, issued_by: str) -> Command:
    """Check what was asked for and make it the message that agents get."""
    target = require_target(wanted.agent)
    if found := check_arguments(wanted.op, wanted.args):
        raise MalformedError("; ".join(found))
    built = Command(
        id=wanted.id or str(uuid.uuid4()),
        agent=target,
        op=wanted.op,
        args=wanted.args,
        issued_at=issued_at,
        issued_by=issued_by,
    )
    size = len(msgspec.json.encode(built))
    if size > COMMAND_BYTES_MAX:
        raise MalformedError(f"the command has {size} bytes, at most {COMMAND_BYTES_MAX} are sent")
    return built


def is_same_command(left: Command, right: Command) -> bool:
    """Say whether two commands with one id ask for the same."""
    return (left.agent, left.op, left.args) == (right.agent, right.op, right.args)
