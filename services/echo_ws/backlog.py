"""What a client has not taken yet, in frames: kept only while there is anything.

The transport knows the bytes that wait, not the frames. Each write is remembered by the place of
its last byte in everything that was written; what lies before the waiting bytes has left.
"""

from collections import deque

from services.relay_contract.limits import QUEUE_BYTES_MAX, QUEUE_FRAMES_MAX


class Backlog:
    """Frames that wait in the transport of one client."""

    __slots__ = ("_frames", "_writes", "_written")

    def __init__(self, waiting_bytes: int) -> None:
        self._writes: deque[tuple[int, int]] = deque([(waiting_bytes, 1)])
        self._written = waiting_bytes
        self._frames = 1

    def admit(self, size: int, frames: int, waiting_bytes: int) -> bool:
        """Count a write of so many frames, or return False if it is too much."""
        gone = self._written - waiting_bytes
        writes = self._writes
        while writes and writes[0][0] <= gone:
            self._frames -= writes.popleft()[1]
        if waiting_bytes + size > QUEUE_BYTES_MAX or self._frames + frames > QUEUE_FRAMES_MAX:
            return False
        self._written += size
        self._frames += frames
        writes.append((self._written, frames))
        return True
