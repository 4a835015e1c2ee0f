"""The messages on the wire between core-api and the agents, with their limits.

Decoding refuses what is not exactly such a message: unknown fields, wrong types, sizes. Encoding
an object and decoding it gives an equal object.
"""

from typing import Annotated, Any, Literal

import msgspec

from agents.contract import limits, names

AgentName = Annotated[str, msgspec.Meta(pattern=names.NAME_PATTERN)]
CommandId = Annotated[str, msgspec.Meta(pattern=names.COMMAND_ID_PATTERN)]
CapabilityName = Annotated[str, msgspec.Meta(pattern=names.CAPABILITY_PATTERN)]
Version = Annotated[
    str,
    msgspec.Meta(
        pattern=r"^[0-9A-Za-z][0-9A-Za-z.+_-]*\Z",
        max_length=limits.VERSION_CHARACTERS_MAX,
    ),
]
Host = Annotated[
    str,
    msgspec.Meta(pattern=r"^[0-9A-Za-z][0-9A-Za-z._-]*\Z", max_length=limits.HOST_CHARACTERS_MAX),
]
QueueFigure = Annotated[int, msgspec.Meta(ge=0, le=limits.QUEUE_FIGURE_MAX)]
ProcessId = Annotated[int, msgspec.Meta(ge=1, le=limits.PROCESS_ID_MAX)]
Operation = Literal["ping", "cycle", "task"]
Level = Literal["debug", "info", "warning", "error"]
Arguments = dict[str, Any]
DeadlineSeconds = Annotated[int, msgspec.Meta(ge=1, le=limits.COMMAND_DEADLINE_SECONDS_MAX)]
ImageReference = Annotated[str, msgspec.Meta(pattern=names.IMAGE_PATTERN)]


class CommandQueue(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How much an agent has to do, at the moment of a heartbeat."""

    waiting: QueueFigure
    """Commands that it received and did not begin."""
    waiting_max: QueueFigure
    """When so many wait, it refuses the next one."""
    at_work: QueueFigure
    """Commands that it works on."""


class Heartbeat(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """An agent says that it lives, who it is and what it can do.

    A default is left out on the wire, so that a core-api from before a field takes the message.
    """

    agent: AgentName
    version: Version
    host: Host
    pid: ProcessId
    capabilities: Annotated[
        tuple[CapabilityName, ...],
        msgspec.Meta(max_length=limits.CAPABILITIES_MAX),
    ]
    image: ImageReference = ""
    """What the agent runs from, `name@sha256:...`; empty outside of a deployment."""
    queue: CommandQueue | None = None
    """None from an agent that does not tell."""


class AgentState(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What core-api keeps of the last heartbeat."""

    heartbeat: Heartbeat
    received_at: float
    """When core-api got it: seconds since the epoch by the server's clock."""


class TaskArguments(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The `args` of the operation `task`."""

    capability: CapabilityName
    input: Arguments = {}


class CommandRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a client posts: the command, and its id when the client wants to repeat it safely."""

    agent: AgentName
    op: Operation
    args: Arguments = {}
    id: CommandId | None = None
    deadline_seconds: DeadlineSeconds = limits.COMMAND_DEADLINE_SECONDS_DEFAULT
    """After that, what is not done has timed out."""


class Command(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What goes over the control channel."""

    id: CommandId
    agent: AgentName
    op: Operation
    args: Arguments
    issued_at: str
    """UTC, RFC 3339."""
    issued_by: str
    deadline_at: str
    """UTC, RFC 3339, by the clock of core-api."""
    trace: bool = True
    """False: no line of any log may tell of this command."""


class LogEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One line of an agent's log, as it lies in both streams."""

    agent: AgentName
    at: str
    """UTC, RFC 3339, by the agent's clock."""
    level: Level
    event: str
    message: str
    command_id: str = ""
    data: str = "{}"
    """JSON object; the result of a task is its member `result`."""


def check_arguments(op: Operation, args: Arguments) -> list[str]:
    """Find what is wrong with the arguments of an operation."""
    if op == "task":
        try:
            msgspec.convert(args, TaskArguments)
        except msgspec.ValidationError as error:
            return [f"args of task: {error}"]
        return []
    return [f"args of {op}: expected an empty object, got {sorted(args)[:5]}"] if args else []
