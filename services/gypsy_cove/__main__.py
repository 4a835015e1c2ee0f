"""`python3 -m services.gypsy_cove`: serve the GypsyCove console until told to stop."""

import sys

from services.console.serve import run_console
from services.gypsy_cove.console import CONSOLE

if __name__ == "__main__":
    sys.exit(run_console(CONSOLE))
