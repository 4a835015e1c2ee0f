"""Whether the loops of this process still turn, written down for the container's health check.

Each loop beats; the file holds the monotonic time of the last moment when all were in time. It says
nothing about Redis or core-api: an agent that waits for them is healthy. CLOCK_MONOTONIC is the
same for all processes of a machine (clock_gettime(2)), so another process can judge the age.
"""

import os
import time

from agents.runtime.health import file_path


class Liveness:
    """Last beat of each loop, and how long it may be silent."""

    def __init__(self, directory: str, agent: str) -> None:
        self._path = file_path(directory, agent)
        self._allowed_seconds: dict[str, float] = {}
        self._beats: dict[str, float] = {}

    def beat(self, loop: str, allowed_seconds: float) -> None:
        """Say that `loop` turns and beats again within `allowed_seconds`."""
        self._allowed_seconds[loop] = allowed_seconds
        self._beats[loop] = time.monotonic()

    def late_loops(self, now: float) -> list[str]:
        """Name the loops that are silent for too long."""
        beats = list(self._beats.items())  # a copy: other threads beat meanwhile
        return [loop for loop, beat in beats if now - beat > self._allowed_seconds[loop]]

    def record(self) -> list[str]:
        """Write the file if all loops are in time; return those that are late."""
        now = time.monotonic()
        late = self.late_loops(now)
        if not late:
            temporary = f"{self._path}.new"
            with open(temporary, "w", encoding="ascii") as stream:  # noqa: PTH123 - memory
                stream.write(repr(now))
            os.replace(temporary, self._path)  # noqa: PTH105 - memory
        return late
