"""`python3 -m agents.runtime`: the agent that AGENT_NAME names."""

import importlib
import os
import sys
from typing import TYPE_CHECKING

from agents.runtime.errors import SettingsError
from agents.runtime.process import AgentProcess
from agents.runtime.settings import load_settings

if TYPE_CHECKING:
    from agents.runtime.capability import AgentModule

_EXIT_SETTINGS = 2


def main() -> int:
    """Read the settings, load the module, run."""
    try:
        settings = load_settings(os.environ)
    except SettingsError as error:
        sys.stderr.write(f"agent refuses to start: {error}\n")
        return _EXIT_SETTINGS
    try:
        module: AgentModule = importlib.import_module(f"agents.{settings.name}.agent").AGENT
    except ModuleNotFoundError as error:
        sys.stderr.write(f"agent {settings.name} is not in this image: {error}\n")
        return _EXIT_SETTINGS
    return AgentProcess(settings, module).run()


if __name__ == "__main__":
    # The loops are daemon threads that may wait for a server: nothing is waited for here.
    status = main()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)
