"""A scheduled task, as nova keeps it in core-api."""

from typing import Annotated

import msgspec

from agents.contract.messages import AgentName, Arguments, CapabilityName

SCHEDULES_PATH = "/api/v1/agent/schedules"
CRON_CHARACTERS_MAX = 200
SCHEDULE_ID_PATTERN = r"^[a-z][a-z0-9_-]{0,63}\Z"

ScheduleId = Annotated[str, msgspec.Meta(pattern=SCHEDULE_ID_PATTERN)]
"""A name that people choose."""


class Schedule(msgspec.Struct, frozen=True):
    """Which task runs when."""

    id: ScheduleId
    cron: Annotated[str, msgspec.Meta(max_length=CRON_CHARACTERS_MAX)]
    """Five fields, UTC; nova reads them."""
    agent: AgentName
    capability: CapabilityName
    input: Arguments = {}
    enabled: bool = True
    last_run_at: str | None = None
    next_run_at: str | None = None
    """UTC, RFC 3339; nova writes both."""
