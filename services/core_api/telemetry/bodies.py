"""What the telemetry routes answer."""

from typing import Literal

from services.core_api.bodies import View
from services.core_api.commands.bodies import AgentView


class AgentTelemetry(AgentView):
    """One agent, with what a dashboard draws."""

    started_at: str | None
    """Its last registered start."""
    restarts: int
    restarting_since: str | None
    """When it was told to restart, if it did not start since then."""
    beats: list[str]
    """Heartbeats of the last half hour, as far as this process saw them."""


class AgentsTelemetry(View):
    """All agents, by the server's clock."""

    now: str
    stale_after_seconds: int
    registry: Literal["ok", "unreachable"]
    items: list[AgentTelemetry]
    next: None


class CommandsOfAgent(View):
    """Outcomes at one agent."""

    agent: str
    outcomes: dict[str, int]
    median_seconds: float | None
    """From the command to the report that it is done."""
    p95_seconds: float | None


class CommandsTelemetry(View):
    """Recorded commands of the last day."""

    since: str
    items: list[CommandsOfAgent]
    next: None


class RouteTelemetry(View):
    """How one route does since this process started."""

    method: str
    route: str
    count: int
    per_second: float
    """Of the last minute."""
    statuses: dict[str, int]
    mean_seconds: float
    p50_seconds: float | None
    """Upper bound of the bucket that holds it; null without requests, or above the last bound."""
    p95_seconds: float | None
    p99_seconds: float | None


class RequestsTelemetry(View):
    """All routes that were asked."""

    items: list[RouteTelemetry]
    next: None


class StoreTelemetry(View):
    """Whether a store answers, and how fast it did just now."""

    store: str
    ok: bool
    reason: str
    seconds: float


class StoresTelemetry(View):
    """All stores."""

    now: str
    items: list[StoreTelemetry]
    next: None
