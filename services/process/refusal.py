"""How a process says that it does not start like this."""

import sys

EXIT_REFUSED = 2


def refuse_to_start(name: str, error: Exception) -> int:
    """Say why in one line, and return the exit code."""
    sys.stderr.write(f"{name} refuses to start: {error}\n")
    return EXIT_REFUSED
