"""The heartbeats of the last half hour, in this process: what a sparkline is drawn from."""

from collections import deque
from datetime import datetime, timedelta

_KEPT = timedelta(minutes=30)
_BEATS_MAX = 256
"""Twice what an agent sends in half an hour; a hasty one cannot fill the memory."""


class Beats:
    """Times of heartbeats per agent."""

    def __init__(self) -> None:
        self._times: dict[str, deque[datetime]] = {}

    def add(self, agent: str, now: datetime) -> None:
        """Note one heartbeat."""
        self._times.setdefault(agent, deque(maxlen=_BEATS_MAX)).append(now)

    def of(self, agent: str, now: datetime) -> list[datetime]:
        """Return the times of one agent, oldest first."""
        return [time for time in self._times.get(agent, ()) if time > now - _KEPT]

    def last(self, agent: str) -> datetime | None:
        """Return the time of the last one, if there was one."""
        times = self._times.get(agent)
        return times[-1] if times else None
