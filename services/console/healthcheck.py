"""The container's health check: `python3 -m services.console.healthcheck` asks /health.

It asks for liveness, not readiness: an absent core-api is no reason to restart a console.
"""

import http.client
import os
import sys

_TIMEOUT_SECONDS = 3.0


def check_health(host: str, port: int, timeout_seconds: float = _TIMEOUT_SECONDS) -> list[str]:
    """Find out why the service does not answer."""
    connection = http.client.HTTPConnection(host, port, timeout=timeout_seconds)
    try:
        connection.request("GET", "/health")
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        return [f"the console on port {port}: {type(error).__name__}: {error}"]
    finally:
        connection.close()
    return [] if status == http.client.OK else [f"the console on port {port}: status {status}"]


def main() -> int:
    """Print why the service is unhealthy and return the exit code."""
    found = check_health("127.0.0.1", int(os.environ.get("CONSOLE_PORT", "0")))
    for line in found:
        sys.stdout.write(f"unhealthy: {line}\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
