"""Locks between processes that end with their holder, however it ends."""

import fcntl
import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from novaos.errors import NovaosError


class LockHeldError(NovaosError):
    """Another living process does the same work."""

    exit_code = 6


@contextmanager
def exclusive(
    path: Path, purpose: str, *, wait: bool, say: Callable[[str], None] | None = None
) -> Iterator[None]:
    """Hold the lock file `path` for the block; the kernel releases it when we die.

    With `wait`, `say` hears for whom we wait.

    Raises `LockHeldError` naming the holder if it is taken and `wait` is false.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="utf-8") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if not wait:
                raise LockHeldError(
                    f"{purpose} is already running: {_describe(path)}",
                    fix="wait until it ends, then run this again",
                ) from error
            if say:
                say(f"waiting for {_describe(path)}")
            fcntl.flock(stream, fcntl.LOCK_EX)
        stream.truncate(0)
        holder = {"pid": os.getpid(), "since": time.strftime("%FT%TZ", time.gmtime())}
        stream.write(json.dumps({**holder, "purpose": purpose}))
        stream.flush()
        yield


def _describe(path: Path) -> str:
    try:
        holder = json.loads(path.read_text())
        return f"process {holder['pid']}, {holder['purpose']}, since {holder['since']}"
    except (OSError, ValueError, KeyError):
        return f"lock {path}"
