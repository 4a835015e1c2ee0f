"""Keep an answer for a short time, so that a page that polls often asks for slow facts seldom."""

import time
from collections.abc import Awaitable, Callable
from typing import Any

from services.novaos_console.supply.attempt import Unread

_KEPT_MAX = 64


class Recent:
    """Answers by who asked and what for; a failure is never kept."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._clock = clock
        self._kept: dict[tuple[str, str], tuple[float, Any]] = {}

    async def read(
        self,
        key: tuple[str, str],
        ask: Callable[[], Awaitable[Any]],
        *,
        is_new_wanted: bool = False,
    ) -> Any:  # noqa: ANN401 - JSON, or `Unread`
        """Return what is kept, or ask."""
        now = self._clock()
        if not is_new_wanted and key in self._kept and now - self._kept[key][0] < self._seconds:
            return self._kept[key][1]
        found = await ask()
        self._kept.pop(key, None)
        if not isinstance(found, Unread):
            if len(self._kept) >= _KEPT_MAX:
                self._kept.clear()
            self._kept[key] = (now, found)
        return found
