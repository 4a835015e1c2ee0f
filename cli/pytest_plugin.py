"""Prints the times of the stages that came before, just above pytest's own last line."""

import os
from typing import Protocol

_TIMES_VARIABLE = "NOVAOS_STAGE_TIMES"


class _Reporter(Protocol):
    """What we use of pytest's terminal reporter."""

    def write_sep(self, sep: str, title: str) -> None:
        """Write a separator with a title."""

    def write_line(self, line: str) -> None:
        """Write one line."""


def pytest_terminal_summary(terminalreporter: _Reporter) -> None:
    """Write the times, if `novaos test` gave them."""
    if times := os.environ.get(_TIMES_VARIABLE):
        terminalreporter.write_sep("=", "stages before this run")
        terminalreporter.write_line(times)
