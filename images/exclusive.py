"""One build at a time per checkout: locks, layouts and the registry's container are shared."""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from novaos.workspace import VAR


@contextmanager
def exclusive(say: Callable[[str], None]) -> Iterator[None]:
    """Hold the checkout's build lock; it ends with the process, however that ends."""
    VAR.mkdir(parents=True, exist_ok=True)
    with (VAR / "images.lock").open("w") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("another build runs in this checkout; waiting for it")
            fcntl.flock(stream, fcntl.LOCK_EX)
        yield
