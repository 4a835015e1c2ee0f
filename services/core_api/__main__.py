"""`python3 -m services.core_api`: serve HTTP until told to stop."""

import sys
from typing import TYPE_CHECKING

from services.core_api.errors import SettingsError
from services.core_api.settings import Settings, load_settings
from services.process.http_server import SERVER_OPTIONS
from services.process.json_logs import configure_logs
from services.process.refusal import refuse_to_start

if TYPE_CHECKING:
    from fastapi import FastAPI

_CONCURRENT_REQUESTS_MAX = 512


def main() -> int:
    """Read the settings, then serve."""
    try:
        settings = load_settings(Settings)
        # Loaded now, not before: most refusals are then quick and need nothing else.
        from services.core_api.app import create_app  # noqa: PLC0415

        app = create_app(settings)
    except SettingsError as error:
        return refuse_to_start("core-api", error)
    serve(app, settings)
    return 0


def serve(app: "FastAPI", settings: Settings) -> None:
    """Serve until told to stop."""
    import uvicorn  # noqa: PLC0415

    configure_logs()
    uvicorn.run(
        app,
        host=settings.core_api_host,
        port=settings.core_api_port,
        limit_concurrency=_CONCURRENT_REQUESTS_MAX,
        **SERVER_OPTIONS,
    )


if __name__ == "__main__":
    sys.exit(main())
