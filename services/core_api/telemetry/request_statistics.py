"""How often each route is asked and how long it takes, in this process since its start.

A route is its template, `/api/v1/things/{thing_id}`: no id, no sender, no address is kept.
"""

from bisect import bisect_left
from collections import Counter, deque
from dataclasses import dataclass, field

BUCKETS_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
"""Upper bounds; what is slower is in one more bucket."""
_RATE_SECONDS = 60
_ROUTES_MAX = 1000
"""More than all routes and methods together; a guard, not a limit that is reached."""

RouteKey = tuple[str, str]
"""Method and template."""


@dataclass(slots=True)
class RouteStatistics:
    """The figures of one route."""

    buckets: list[int] = field(default_factory=lambda: [0] * (len(BUCKETS_SECONDS) + 1))
    statuses: Counter[int] = field(default_factory=Counter)
    total_seconds: float = 0.0
    recent: deque[tuple[int, int]] = field(default_factory=deque)
    """Second and how many requests in it, for the last minute."""

    @property
    def count(self) -> int:
        """How many requests there were."""
        return sum(self.buckets)

    def record(self, status: int, seconds: float, now: float) -> None:
        """Add one request."""
        self.buckets[bisect_left(BUCKETS_SECONDS, seconds)] += 1
        self.statuses[status] += 1
        self.total_seconds += seconds
        second = int(now)
        if self.recent and self.recent[-1][0] == second:
            self.recent[-1] = (second, self.recent[-1][1] + 1)
        else:
            self.recent.append((second, 1))
        self._forget(now)

    def per_second(self, now: float) -> float:
        """Return the rate of the last minute."""
        self._forget(now)
        return sum(count for _, count in self.recent) / _RATE_SECONDS

    def quantile_seconds(self, share: float) -> float | None:
        """Return the upper bound of the bucket that holds the quantile; None without requests.

        Above the last bound there is no bound: it is infinity then.
        """
        wanted = share * self.count
        reached = 0
        for bound, count in zip((*BUCKETS_SECONDS, float("inf")), self.buckets, strict=True):
            reached += count
            if count and reached >= wanted:
                return bound
        return None

    def _forget(self, now: float) -> None:
        while self.recent and self.recent[0][0] <= now - _RATE_SECONDS:
            self.recent.popleft()


class RequestStatistics:
    """The figures of all routes."""

    def __init__(self) -> None:
        self.routes: dict[RouteKey, RouteStatistics] = {}

    def record(self, key: RouteKey, status: int, seconds: float, now: float) -> None:
        """Add one request to its route."""
        if key not in self.routes and len(self.routes) >= _ROUTES_MAX:
            key = ("OTHER", "other")
        self.routes.setdefault(key, RouteStatistics()).record(status, seconds, now)
