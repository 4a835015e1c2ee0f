"""`python3 -m services.novaos_console`: serve the NovaOS console until told to stop."""

import sys

from services.console.serve import run_console
from services.novaos_console.console import CONSOLE

if __name__ == "__main__":
    sys.exit(run_console(CONSOLE))
