"""Keep a test off the network, from inside the interpreter.

A Python audit hook sees every connection, binding and name look-up, whoever asks for it and
however it imported `socket`. A socket pair raises no such event, so event loops work. A hook cannot
be taken out again; `forbidden` switches it. Child processes and C libraries with sockets of their
own are out of its reach: unit tests start none.
"""

import socket
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_ADDRESS_EVENTS = frozenset({"socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg"})
_NAME_EVENTS = frozenset(
    {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo"},
)
# Audit events are listed at https://docs.python.org/3/library/audit_events.html


class NetworkForbiddenError(AssertionError):
    """A unit test reached for the network or for a service of the host."""


class _Guard:
    """The switch of the one hook of this process."""

    def __init__(self) -> None:
        self.armed = False
        self.installed = False

    def install(self) -> None:
        """Add the hook, once."""
        if not self.installed:
            sys.addaudithook(self)
            self.installed = True

    def __call__(self, event: str, arguments: tuple[object, ...]) -> None:
        """Refuse what leaves the process."""
        if not self.armed:
            return
        if event in _NAME_EVENTS:
            refuse(event, arguments[0])
        if event in _ADDRESS_EVENTS and not _stays_here(arguments[0], arguments[1]):
            refuse(event, arguments[1])


def refuse(event: str, address: object) -> None:
    """Raise the error that tells a test's author what to do."""
    raise NetworkForbiddenError(
        f"{event} to {address!r} in a unit test\n"
        "  fix: use a socket pair or a Unix socket under tmp_path, or move it to tests/integration",
    )


def _stays_here(connection: object, address: object) -> bool:
    """Tell whether `address` is a Unix socket of a test: never the engine's."""
    if not isinstance(connection, socket.socket) or connection.family != socket.AF_UNIX:
        return False
    if not address:
        return True  # an already connected pair
    path = Path(address.decode() if isinstance(address, bytes) else str(address))
    return path.is_relative_to(tempfile.gettempdir())


_guard = _Guard()


@contextmanager
def forbidden() -> Iterator[None]:
    """Refuse the network inside the `with` block."""
    _guard.install()
    _guard.armed = True
    try:
        yield
    finally:
        _guard.armed = False
