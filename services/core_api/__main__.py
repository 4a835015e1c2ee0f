"""`python3 -m services.core_api`: serve HTTP until told to stop."""

import sys
from typing import TYPE_CHECKING

from services.core_api.errors import SettingsError
from services.core_api.settings import Settings, load_settings

if TYPE_CHECKING:
    from fastapi import FastAPI

_EXIT_SETTINGS = 2
_GRACEFUL_SHUTDOWN_SECONDS = 5
_KEEP_ALIVE_SECONDS = 30
_CONCURRENT_REQUESTS_MAX = 512


def main() -> int:
    """Read the settings, then serve."""
    try:
        settings = load_settings(Settings)
        # Loaded now, not before: most refusals are then quick and need nothing else.
        from services.core_api.app import create_app  # noqa: PLC0415

        app = create_app(settings)
    except SettingsError as error:
        sys.stderr.write(f"core-api refuses to start: {error}\n")
        return _EXIT_SETTINGS
    serve(app, settings)
    return 0


def serve(app: "FastAPI", settings: Settings) -> None:
    """Serve until told to stop."""
    import uvicorn  # noqa: PLC0415

    from services.core_api.json_logs import configure_logs  # noqa: PLC0415

    configure_logs()
    uvicorn.run(
        app,
        host=settings.core_api_host,
        port=settings.core_api_port,
        loop="uvloop",
        http="httptools",
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        limit_concurrency=_CONCURRENT_REQUESTS_MAX,
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=_GRACEFUL_SHUTDOWN_SECONDS,
    )


if __name__ == "__main__":
    sys.exit(main())
