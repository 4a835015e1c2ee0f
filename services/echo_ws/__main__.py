"""`python3 -m services.echo_ws`: relay until told to stop."""

import logging
import sys

from services.echo_ws.errors import SettingsError
from services.echo_ws.settings import load_settings
from services.process.json_logs import configure_logs
from services.process.refusal import refuse_to_start

_LEVELS = {"websockets": logging.CRITICAL + 1}
"""The library of the protocol would log the headers of failed handshakes."""


def main() -> int:
    """Read the settings, then serve."""
    try:
        settings = load_settings()
    except SettingsError as error:
        return refuse_to_start("echo-ws", error)
    # Loaded now, not before: a refusal is then quick and needs nothing else.
    import uvloop  # noqa: PLC0415

    from services.echo_ws.app import run_relay  # noqa: PLC0415

    configure_logs(_LEVELS)
    uvloop.run(run_relay(settings))
    return 0


if __name__ == "__main__":
    sys.exit(main())
