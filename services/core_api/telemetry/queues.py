"""What agents told of their queues with the last heartbeat, in this process.

Not in Redis with the rest of the beat: a core-api from before these figures could not read the
states (ADR 0030), and the next beat tells them again.
"""

from datetime import datetime, timedelta

from agents.contract.limits import STATE_TTL_SECONDS
from agents.contract.messages import CommandQueue

_KEPT = timedelta(seconds=STATE_TTL_SECONDS)
"""As long as a heartbeat counts."""


class Queues:
    """The last figures per agent."""

    def __init__(self) -> None:
        self._told: dict[str, tuple[datetime, CommandQueue]] = {}

    def note(self, agent: str, queue: CommandQueue | None, now: datetime) -> None:
        """Replace what the agent told; one that tells nothing has no figures."""
        if queue is None:
            self._told.pop(agent, None)
        else:
            self._told[agent] = (now, queue)

    def of(self, agent: str, now: datetime) -> CommandQueue | None:
        """Return the figures of one agent while its beat counts."""
        told = self._told.get(agent)
        return told[1] if told and now - told[0] <= _KEPT else None

    def last(self, agent: str) -> CommandQueue | None:
        """Return the last figures, however old they are."""
        told = self._told.get(agent)
        return told[1] if told else None
