"""Who may use the running stack: one module that changes it, or many that only use it.

Lanes do not know of each other, so a lock on a file lets them wait. It is taken around a module's
tests, outside of everything that pytest measures: nobody's time runs out while it waits.
"""

import fcntl
from collections.abc import Generator
from contextlib import ExitStack
from pathlib import Path, PurePosixPath

import pytest

from cli.lanes import BROWSER_FOLDER, file_of, needs_stack_alone
from novaos.workspace import VAR


class StackLock:
    """The right to use the stack, held from a module's first test to its last."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._held = ExitStack()
        self._module: PurePosixPath | None = None

    def enter(self, module: PurePosixPath) -> None:
        """Wait for the right that this module needs, unless it is held."""
        if module == self._module:
            return
        self.leave()
        if needs_stack_alone(module):
            self._take(fcntl.LOCK_EX)
        elif module.is_relative_to(BROWSER_FOLDER):
            self._take(fcntl.LOCK_SH)
        self._module = module

    def leave(self) -> None:
        """Let others have it."""
        self._held.close()
        self._module = None

    def _take(self, kind: int) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        fcntl.flock(self._held.enter_context(self._path.open("a", encoding="utf-8")), kind)


_LOCK = StackLock(VAR / "locks" / "stack-of-tests.lock")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(
    item: pytest.Item, nextitem: pytest.Item | None
) -> Generator[None, object, object]:
    """Hold the lock around the tests of a module."""
    module = file_of(item.nodeid)
    _LOCK.enter(module)
    try:
        return (yield)
    finally:
        if nextitem is None or file_of(nextitem.nodeid) != module:
            _LOCK.leave()
