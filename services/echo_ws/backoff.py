"""Waits that grow after each failure, with full jitter: relays do not come back together."""

import random
from collections.abc import Callable

_EXPONENT_MAX = 16


class Backoff:
    """The wait before attempt n is uniform in [0, min(cap, base * 2^n)]."""

    def __init__(
        self,
        base_seconds: float,
        cap_seconds: float,
        uniform: Callable[[float, float], float] = random.uniform,
    ) -> None:
        self._base_seconds = base_seconds
        self._cap_seconds = cap_seconds
        self._uniform = uniform
        self._failures = 0

    def next_seconds(self) -> float:
        """Return how long to wait after one more failure."""
        grown = self._base_seconds * 2.0 ** min(self._failures, _EXPONENT_MAX)
        self._failures += 1
        return self._uniform(0.0, min(self._cap_seconds, grown))

    def reset(self) -> None:
        """Forget the failures after a success."""
        self._failures = 0
