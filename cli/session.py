"""What one run of `novaos` carries: verbosity, the stages with their times, and the locks."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import typer

from novaos.exclusive import exclusive
from novaos.workspace import VAR
from tools.progress import Progress

_BOOTSTRAP_SECONDS = "NOVAOS_BOOTSTRAP_SECONDS"
"""Set by tools/bootstrap.py: the time already spent on making the host ready."""


class Session:
    """State of one command."""

    def __init__(self, *, verbose: bool) -> None:
        self.verbose = verbose
        self.progress = Progress(verbose=verbose)
        if seconds := os.environ.pop(_BOOTSTRAP_SECONDS, ""):
            self.progress.durations.append(("host", float(seconds)))

    @classmethod
    def of(cls, context: typer.Context) -> "Session":
        """The session of a running verb."""
        session = context.find_object(cls)
        if session is None:
            raise RuntimeError("a verb runs only below cli.application.configure")
        return session

    @contextmanager
    def stage(self, name: str) -> Iterator[Callable[[str], None]]:
        """Show a block as the stage `name`; yields its `say`."""
        with self.progress.stage(name) as say:
            yield say

    @contextmanager
    def silently(self, name: str) -> Iterator[None]:
        """Time a block that writes to the screen itself as the stage `name`."""
        started = time.monotonic()
        try:
            yield
        finally:
            self.progress.durations.append((name, time.monotonic() - started))

    @contextmanager
    def exclusive(self, environment: str, verb: str) -> Iterator[None]:
        """Keep other commands from changing `environment` meanwhile.

        Raises `LockHeldError` if one does already.
        """
        path = VAR / "locks" / f"{environment}.lock"
        with exclusive(path, f"novaos {verb} --env {environment}", wait=False):
            yield
