"""How often a client may speak: a sliding minute, kept only for those who speak."""

from collections import deque

_WINDOW_SECONDS = 60.0


class Window:
    """The frames of the last minute of one client."""

    __slots__ = ("_admitted", "_count_max", "refused")

    def __init__(self, count_max: int) -> None:
        self._count_max = count_max
        self._admitted: deque[float] = deque()
        self.refused = 0
        """How many were refused since the last one that was not."""

    def admit(self, now: float) -> bool:
        """Count one more frame, or return False if it is one too many."""
        admitted = self._admitted
        while admitted and admitted[0] <= now - _WINDOW_SECONDS:
            admitted.popleft()
        if len(admitted) >= self._count_max:
            self.refused += 1
            return False
        self.refused = 0
        admitted.append(now)
        return True

    def wait_seconds(self, now: float) -> float:
        """Return after how long the next frame is admitted."""
        if len(self._admitted) < self._count_max:
            return 0.0
        return max(0.0, self._admitted[0] + _WINDOW_SECONDS - now)
