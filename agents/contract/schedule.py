"""A scheduled task, as nova keeps it in core-api, and what may be kept as one."""

from typing import Annotated

import msgspec

from agents.contract.messages import AgentName, Arguments, CapabilityName
from agents.contract.names import AGENT_NAMES
from agents.contract.privacy import PRIVATE_CAPABILITIES
from agents.contract.restart import asks_for_restart

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


def check_task(agent: str, capability: str, task_input: Arguments) -> list[str]:
    """Find what keeps a task from being scheduled."""
    found = []
    if agent not in AGENT_NAMES or agent == "nova":
        found.append(f"{agent} cannot be scheduled; name another agent than nova")
    if capability in PRIVATE_CAPABILITIES:
        found.append(f"{capability} is private and a schedule is kept; send it as a task")
    if asks_for_restart("task", task_input):
        found.append(
            "there is a restart in the input and a schedule is kept; send the restart as a command"
        )
    return found
