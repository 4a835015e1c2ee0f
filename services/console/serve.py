"""Start a console: settings, application, server; used by each console's `__main__`."""

import logging

from services.console.console import Console
from services.console.errors import SettingsError
from services.console.settings import ConsoleSettings, load_settings
from services.process.http_server import SERVER_OPTIONS
from services.process.json_logs import configure_logs
from services.process.refusal import refuse_to_start

_LEVELS = {"httpx": logging.WARNING}
"""The client of core-api would log every address that it asks."""
_CONCURRENT_REQUESTS_MAX = 256


def run_console(console: Console) -> int:
    """Serve until told to stop, and return the exit code."""
    try:
        settings = load_settings()
        # Loaded now, not before: a refusal is then quick and needs nothing else.
        from services.console.app import create_app  # noqa: PLC0415

        app = create_app(console, settings)
    except SettingsError as error:
        return refuse_to_start(console.name, error)
    _serve(app, settings)
    return 0


def _serve(app: object, settings: ConsoleSettings) -> None:
    import uvicorn  # noqa: PLC0415

    configure_logs(_LEVELS)
    uvicorn.run(
        app,  # type: ignore[arg-type]
        host=settings.console_host,
        port=settings.console_port,
        limit_concurrency=_CONCURRENT_REQUESTS_MAX,
        **SERVER_OPTIONS,
    )
