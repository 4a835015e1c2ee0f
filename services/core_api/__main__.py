"""`python3 -m services.core_api`: serve HTTP until told to stop."""

import sys

from services.core_api.errors import SettingsError
from services.core_api.settings import Settings, load_settings

_EXIT_SETTINGS = 2
_GRACEFUL_SHUTDOWN_SECONDS = 5
_KEEP_ALIVE_SECONDS = 30
_CONCURRENT_REQUESTS_MAX = 512


def main() -> int:
    """Read the settings, then serve."""
    try:
        settings = load_settings(Settings)
    except SettingsError as error:
        sys.stderr.write(f"core-api refuses to start: {error}\n")
        return _EXIT_SETTINGS
    # Loaded now, not before: a refusal is then quick and needs nothing else.
    import uvicorn  # noqa: PLC0415

    from services.core_api.app import create_app  # noqa: PLC0415
    from services.core_api.json_logs import configure_logs  # noqa: PLC0415

    configure_logs()
    uvicorn.run(
        create_app(settings),
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
    return 0


if __name__ == "__main__":
    sys.exit(main())
