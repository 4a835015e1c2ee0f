"""Which agents were told to restart and did not come back yet, in this process."""

from collections.abc import Iterable
from datetime import datetime, timedelta

_AWAITED = timedelta(minutes=2)
"""An agent that is not back by then does not restart: it is down, and its state says so."""


class Cycles:
    """Time of the last restart command per agent."""

    def __init__(self) -> None:
        self._sent: dict[str, datetime] = {}

    def add(self, agents: Iterable[str], now: datetime) -> None:
        """Note a command that was published."""
        self._sent.update(dict.fromkeys(agents, now))

    def pending(self, agent: str, started_at: datetime | None, now: datetime) -> datetime | None:
        """Return when the restart was asked for, or None if the agent started since then."""
        sent = self._sent.get(agent)
        if sent is None or now - sent > _AWAITED or (started_at and started_at > sent):
            return None
        return sent
