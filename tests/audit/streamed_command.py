"""An external program whose output is read in pieces: a volume may be larger than our memory.

`novaos.command.run` captures all output at once, so it cannot be used here. Its other promises
hold: an argument list, a time limit, and every complaint of the program is reported.
"""

import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from typing import Self

_PIECE_BYTES = 1 << 20
_LONGEST_SECONDS = 120


class StreamedCommand:
    """Runs `argv` while its output is read, and ends it when the block is left."""

    def __init__(self, argv: Sequence[str], longest_seconds: float = _LONGEST_SECONDS) -> None:
        self._argv = list(argv)
        self._longest_seconds = longest_seconds
        self._complaint = ""

    def __enter__(self) -> Self:
        self._errors = tempfile.TemporaryFile()
        self._process = subprocess.Popen(
            self._argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=self._errors
        )
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()
        self._errors.close()

    def pieces(self) -> Iterator[bytes]:
        """Yield the output; stops, and remembers it, when the time is over."""
        until = time.monotonic() + self._longest_seconds
        assert self._process.stdout is not None
        while piece := self._process.stdout.read(_PIECE_BYTES):
            yield piece
            if time.monotonic() > until:
                self._complaint = f"took longer than {self._longest_seconds} s"
                return

    def problems(self) -> list[str]:
        """Say why the output may not be complete; empty if nothing was complained about."""
        if self._complaint:
            return [self._complaint]
        status = self._process.wait()
        self._errors.seek(0)
        lines = self._errors.read().decode("utf-8", "replace").splitlines()
        return lines or ([f"ended with status {status}"] if status else [])
