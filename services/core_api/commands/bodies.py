"""What the agents' endpoints answer."""

from typing import Any, Literal

from agents.contract.messages import Operation
from services.core_api.bodies import View
from services.core_api.commands.outcome import Outcome

AgentStateWord = Literal["online", "stale", "never_seen"]


class HeartbeatAnswer(View):
    """The heartbeat counts."""

    agent: str
    registered: bool
    """False while PostgreSQL is away; the next heartbeat repeats it."""
    interval_seconds: float
    ttl_seconds: int


class QueueView(View):
    """How much an agent had to do at its last heartbeat."""

    waiting: int
    """Commands that it received and did not begin."""
    waiting_max: int
    """When so many wait, it refuses the next one."""
    at_work: int


class AgentView(View):
    """How one agent is."""

    agent: str
    state: AgentStateWord
    age_seconds: float | None
    last_seen_at: str | None
    first_seen_at: str | None
    version: str | None
    host: str | None
    pid: int | None
    capabilities: list[str]
    image: str
    queue: QueueView | None
    """As old as the last heartbeat; null if that told nothing, or counts no more."""


class OnlineView(View):
    """How all agents are, by the server's clock."""

    now: str
    stale_after_seconds: int
    registry: Literal["ok", "unreachable"]
    agents: list[AgentView]


class CapabilityView(View):
    """One capability, as a form shows it."""

    name: str
    description: str
    input_schema: dict[str, Any]


class DescribedAgent(View):
    """What one agent said about itself at its last start."""

    agent: str
    version: str
    capabilities: list[CapabilityView]


class DescribedAgents(View):
    """All agents that ever registered."""

    items: list[DescribedAgent]
    next: None
    """There is one page."""


class RegistrationAnswer(View):
    """The registration counts."""

    agent: str


class CommandAnswer(View):
    """What became of a posted command."""

    id: str
    agent: str
    op: Operation
    receivers: int
    issued_at: str
    deadline_at: str
    repeated: bool
    outcome: Outcome


class TargetView(View):
    """How a command stands at one agent."""

    agent: str
    outcome: Outcome
    at: str
    detail: str
    result: Any


class CommandView(View):
    """A command and its outcome."""

    id: str
    agent: str
    op: Operation
    args: dict[str, Any]
    issued_at: str
    issued_by: str
    deadline_at: str
    receivers: int | None
    targets: list[TargetView]
    outcome: Outcome


class CommandPage(View):
    """Commands, newest first."""

    items: list[CommandView]
    next: str | None


class RulingView(View):
    """What core-api made of a report."""

    granted: bool
    outcome: Outcome


class LogsView(View):
    """Entries of a log, oldest first."""

    agent: str | None
    limit: int
    entries: list[dict[str, Any]]
    next: str | None
    """Cursor for `after`; null if there are no later entries now."""
