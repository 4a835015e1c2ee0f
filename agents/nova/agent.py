"""Nova's capabilities: the state of the platform at a glance, and sending commands to other agents.

It asks core-api for both; nothing here talks to Redis or to another agent directly.
"""

from collections import Counter
from typing import Annotated, Any

import msgspec

from agents.contract.messages import AgentName, Arguments, CommandRequest, Operation
from agents.contract.names import AGENT_NAMES
from agents.runtime.capability import Capability, TaskContext, agent_module
from agents.runtime.errors import TaskError

VERSION = "1.0.0"
_NOTE_CHARACTERS_MAX = 200


class SummaryInput(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`platform_summary` needs nothing."""


class Summary(msgspec.Struct, frozen=True):
    """How many agents are in which state, and who needs attention."""

    counts: dict[str, int]
    attention: list[str]
    """Names of the agents that were seen once and are silent now."""


class DispatchInput(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The command to send."""

    agent: AgentName
    op: Operation = "ping"
    args: Arguments = {}
    note: Annotated[str, msgspec.Meta(max_length=_NOTE_CHARACTERS_MAX)] = ""
    """Why; it stands in the result."""


class Dispatched(msgspec.Struct, frozen=True):
    """What core-api said about the command."""

    command_id: str
    agent: str
    op: str
    receivers: int
    """How many agents listened; 0 means that nobody got it."""
    note: str


def summarise(online: dict[str, Any]) -> Summary:
    """Count the states in core-api's answer.

    Raises `TaskError` if the answer is not the list of agents.
    """
    agents = online.get("agents")
    if not isinstance(agents, list):
        raise TaskError("core-api's answer has no list of agents")
    states = {str(agent.get("agent")): str(agent.get("state")) for agent in agents}
    return Summary(
        counts=dict(sorted(Counter(states.values()).items())),
        attention=sorted(name for name, state in states.items() if state == "stale"),
    )


def platform_summary(_: SummaryInput, context: TaskContext) -> Summary:
    """Tell how the agents are."""
    return summarise(context.core_api.online())


def dispatch(wanted: DispatchInput, context: TaskContext) -> Dispatched:
    """Send a command to one other agent.

    Raises `TaskError` for nova itself, for all agents, and for a name that does not exist.
    """
    others = [name for name in AGENT_NAMES if name != context.agent]
    if wanted.agent not in others:
        raise TaskError(f"cannot dispatch to {wanted.agent!r}, expected one of {', '.join(others)}")
    answer = context.core_api.send_command(
        CommandRequest(agent=wanted.agent, op=wanted.op, args=wanted.args),
    )
    return Dispatched(
        command_id=str(answer.get("id", "")),
        agent=wanted.agent,
        op=wanted.op,
        receivers=int(answer.get("receivers", 0)),
        note=wanted.note,
    )


AGENT = agent_module(
    VERSION,
    Capability("platform_summary", SummaryInput, platform_summary),
    Capability("dispatch", DispatchInput, dispatch),
)
