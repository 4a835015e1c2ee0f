"""The pages of agents on a core-api that answers as a test says."""

from pathlib import Path

import pytest

from tests.support.agents_console import AgentsConsole
from tests.support.console_app import write_folder


@pytest.fixture
def console(tmp_path: Path) -> AgentsConsole:
    """The founder's console."""
    return AgentsConsole(write_folder(tmp_path))
