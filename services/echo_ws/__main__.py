"""`python3 -m services.echo_ws`: relay until told to stop."""

import sys

from services.echo_ws.errors import SettingsError
from services.echo_ws.settings import load_settings

_EXIT_SETTINGS = 2


def main() -> int:
    """Read the settings, then serve."""
    try:
        settings = load_settings()
    except SettingsError as error:
        sys.stderr.write(f"echo-ws refuses to start: {error}\n")
        return _EXIT_SETTINGS
    # Loaded now, not before: a refusal is then quick and needs nothing else.
    import uvloop  # noqa: PLC0415

    from services.echo_ws.app import run_relay  # noqa: PLC0415
    from services.echo_ws.json_logs import configure_logs  # noqa: PLC0415

    configure_logs()
    uvloop.run(run_relay(settings))
    return 0


if __name__ == "__main__":
    sys.exit(main())
