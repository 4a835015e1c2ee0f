"""Say what is being done and for how long: one line per stage, on a terminal or in a log.

On a terminal one line is updated in place. Elsewhere a stage prints one line when it ends, and a
sign of life every 20 s while it runs. What a stage says with the prefix `note: ` or `warning: `
stays on the screen; all else it says is only shown while it happens (always with `verbose`).
"""

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TextIO

_TICK_SECONDS = 0.12
_SIGN_OF_LIFE_SECONDS = 20.0
_FRAMES = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
_NAME_WIDTH = 10
_COLOURS = {"red": "31", "green": "32", "yellow": "33", "grey": "90"}
_KEPT = {"note: ": "grey", "warning: ": "yellow"}


def use_terminal(stream: TextIO, environ: Mapping[str, str]) -> bool:
    """Whether a line may be rewritten in place."""
    return stream.isatty() and environ.get("TERM") != "dumb"


def use_colour(stream: TextIO, environ: Mapping[str, str]) -> bool:
    """Whether colours may be used: https://no-color.org, FORCE_COLOR, or a real terminal."""
    if environ.get("NO_COLOR"):
        return False
    return bool(environ.get("FORCE_COLOR")) or use_terminal(stream, environ)


class Progress:
    """The stages of one command and how long each took."""

    def __init__(self, stream: TextIO = sys.stderr, *, verbose: bool = False) -> None:
        self._stream = stream
        self._verbose = verbose
        self._terminal = use_terminal(stream, os.environ)
        self._colour = use_colour(stream, os.environ)
        self._lock = threading.Lock()
        self._message = ""
        self.durations: list[tuple[str, float]] = []

    @contextmanager
    def stage(self, name: str) -> Iterator[Callable[[str], None]]:
        """Run a block as the stage `name`; yields its `say`."""
        started, stop = time.monotonic(), threading.Event()
        self._message = ""
        ticker = threading.Thread(target=self._tick, args=(name, started, stop), daemon=True)
        ticker.start()
        mark, colour = "✗", "red"
        try:
            yield self._say
            mark, colour = "✓", "green"
        finally:
            stop.set()
            ticker.join()
            elapsed = time.monotonic() - started
            self.durations.append((name, elapsed))
            self._print(f"{self._paint(mark, colour)} {self._line(name, elapsed)}")

    def _say(self, message: str) -> None:
        self._message = message
        colour = next((c for prefix, c in _KEPT.items() if message.startswith(prefix)), None)
        if colour is not None or self._verbose:
            self._print(f"  {self._paint(message, colour)}")

    def summary(self) -> str:
        """All stages with their times, in one line."""
        parts = [f"{name} {render_seconds(seconds)}" for name, seconds in self.durations]
        total = render_seconds(sum(seconds for _, seconds in self.durations))
        return f"time: {', '.join(parts)}; total {total}"

    def _line(self, name: str, elapsed: float) -> str:
        return f"{name:<{_NAME_WIDTH}} {render_seconds(elapsed):>8}  {self._message}".rstrip()

    def _tick(self, name: str, started: float, stop: threading.Event) -> None:
        if not self._terminal:
            while not stop.wait(_SIGN_OF_LIFE_SECONDS):
                self._print(f"… {self._line(name, time.monotonic() - started)}")
            return
        turn = 0
        while not stop.wait(_TICK_SECONDS):
            turn += 1
            frame = _FRAMES[turn % len(_FRAMES)]
            line = f"{frame} {self._line(name, time.monotonic() - started)}"
            with self._lock:
                self._stream.write(f"\r\x1b[K{line[: _columns() - 1]}")
                self._stream.flush()

    def _print(self, line: str) -> None:
        with self._lock:
            self._stream.write(f"\r\x1b[K{line}\n" if self._terminal else f"{line}\n")
            self._stream.flush()

    def _paint(self, text: str, colour: str | None) -> str:
        if colour is None or not self._colour:
            return text
        return f"\x1b[{_COLOURS[colour]}m{text}\x1b[0m"


def render_seconds(seconds: float) -> str:
    """`0.42 s`, `12.3 s`, `3 min 05 s`."""
    if seconds < 1:
        return f"{seconds:.2f} s"
    if seconds < 60:  # noqa: PLR2004 - seconds of a minute
        return f"{seconds:.1f} s"
    return f"{int(seconds) // 60} min {int(seconds) % 60:02d} s"


def _columns() -> int:
    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns
    except (OSError, ValueError):
        return 80
