"""Send a command to another agent and follow it to its end.

Following is bounded by seconds, as nova does nothing else meanwhile; a command that has not ended
by then can be followed again by its id.
"""

from typing import Annotated, Any

import msgspec

from agents.contract import limits
from agents.contract.messages import (
    AgentName,
    Arguments,
    CommandId,
    CommandRequest,
    DeadlineSeconds,
    Operation,
)
from agents.contract.names import AGENT_NAMES
from agents.nova.command_outcome import (
    CommandRecord,
    derive_command_id,
    follow_command,
    send_command,
)
from agents.runtime.capability import TaskContext
from agents.runtime.errors import TaskError

FOLLOW_SECONDS_MAX = 60
"""Commands for nova wait meanwhile."""
_NOTE_CHARACTERS_MAX = 200
_RESULT_BYTES_MAX = limits.RESULT_BYTES_MAX - 2048
"""Leaves room for what stands beside the other agent's result."""

FollowSeconds = Annotated[int, msgspec.Meta(ge=0, le=FOLLOW_SECONDS_MAX)]


class DispatchInput(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The command to send."""

    agent: AgentName
    op: Operation = "ping"
    args: Arguments = {}
    note: Annotated[str, msgspec.Meta(max_length=_NOTE_CHARACTERS_MAX)] = ""
    """Why; it stands in the result."""
    follow_seconds: FollowSeconds = 20
    """How long to wait for its end; 0 only sends."""
    deadline_seconds: DeadlineSeconds = limits.COMMAND_DEADLINE_SECONDS_DEFAULT


class FollowInput(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The command to follow."""

    command_id: CommandId
    follow_seconds: FollowSeconds = 20


class Followed(msgspec.Struct, frozen=True):
    """How the command stood when nova stopped looking."""

    command_id: str
    outcome: str
    has_ended: bool
    targets: list[dict[str, str]]
    """Agent, outcome and detail of each."""
    result: Any
    """What the one agent returned; nothing for several."""
    note: str


def dispatch(wanted: DispatchInput, context: TaskContext) -> Followed:
    """Send a command to one other agent and follow it.

    Raises `TaskError` for nova itself, for all agents, and for a name that does not exist.
    """
    others = [name for name in AGENT_NAMES if name != context.agent]
    if wanted.agent not in others:
        raise TaskError(f"cannot dispatch to {wanted.agent!r}, expected one of {', '.join(others)}")
    request = CommandRequest(
        agent=wanted.agent,
        op=wanted.op,
        args=wanted.args,
        id=derive_command_id("dispatch", context.command_id),
        deadline_seconds=wanted.deadline_seconds,
    )
    command_id = send_command(context, request)
    record = follow_command(context, command_id, wanted.follow_seconds)
    return describe(record, wanted.note)


def follow(wanted: FollowInput, context: TaskContext) -> Followed:
    """Follow a command that was sent before."""
    return describe(follow_command(context, wanted.command_id, wanted.follow_seconds), "")


def describe(record: CommandRecord, note: str) -> Followed:
    """Say how a command stands; a result that is too large stays with the command."""
    result = record.result
    if len(msgspec.json.encode(result)) > _RESULT_BYTES_MAX:
        result = f"too large to repeat; read it from command {record.id}"
    targets = [
        {"agent": target.agent, "outcome": target.outcome, "detail": target.detail or ""}
        for target in record.targets
    ]
    return Followed(record.id, record.outcome, record.has_ended, targets, result, note)
