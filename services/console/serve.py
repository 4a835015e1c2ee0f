"""Start a console: settings, application, server; used by each console's `__main__`."""

import sys

from services.console.console import Console
from services.console.errors import SettingsError
from services.console.settings import ConsoleSettings, load_settings

_EXIT_SETTINGS = 2
_GRACEFUL_SHUTDOWN_SECONDS = 5
_KEEP_ALIVE_SECONDS = 30
_CONCURRENT_REQUESTS_MAX = 256


def run_console(console: Console) -> int:
    """Serve until told to stop, and return the exit code."""
    try:
        settings = load_settings()
        # Loaded now, not before: a refusal is then quick and needs nothing else.
        from services.console.app import create_app  # noqa: PLC0415

        app = create_app(console, settings)
    except SettingsError as error:
        sys.stderr.write(f"{console.name} refuses to start: {error}\n")
        return _EXIT_SETTINGS
    _serve(app, settings)
    return 0


def _serve(app: object, settings: ConsoleSettings) -> None:
    import uvicorn  # noqa: PLC0415

    from services.console.json_logs import configure_logs  # noqa: PLC0415

    configure_logs()
    uvicorn.run(
        app,  # type: ignore[arg-type]
        host=settings.console_host,
        port=settings.console_port,
        loop="uvloop",
        http="httptools",
        ws="none",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        limit_concurrency=_CONCURRENT_REQUESTS_MAX,
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=_GRACEFUL_SHUTDOWN_SECONDS,
    )
