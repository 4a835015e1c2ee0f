"""`python3 -m services.web_shell`: serve the Black Rose console until told to stop."""

import sys

from services.console.serve import run_console
from services.web_shell.console import CONSOLE

if __name__ == "__main__":
    sys.exit(run_console(CONSOLE))
