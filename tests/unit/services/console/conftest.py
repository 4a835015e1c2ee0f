"""A console on a core-api that answers as a test says."""

from pathlib import Path

import pytest

from tests.support.console_app import TestedConsole, write_folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Templates and files of a console."""
    return write_folder(tmp_path)


@pytest.fixture
def console(folder: Path) -> TestedConsole:
    """A console."""
    return TestedConsole(folder)
