"""One writer at a time for the evidence of an environment.

The list of attachments under a registry's fallback tag is read, changed and written back: two
writers at once could lose an entry.
"""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from novaos.workspace import evidence_root


@contextmanager
def exclusive_evidence(environment: str, say: Callable[[str], None]) -> Iterator[None]:
    """Hold the evidence of `environment`; the lock ends with the process, however that ends."""
    folder = evidence_root(environment)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"another command works on the evidence of {environment}; waiting for it")
            fcntl.flock(stream, fcntl.LOCK_EX)
        yield
