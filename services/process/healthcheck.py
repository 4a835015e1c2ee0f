"""The container's health check: `python3 -m services.process.healthcheck <port>` asks /health.

It asks for liveness, not readiness: a store or a server that is away is no reason to restart the
one that needs it.
"""

import http.client
import sys

_TIMEOUT_SECONDS = 3.0


def check_health(host: str, port: int, timeout_seconds: float = _TIMEOUT_SECONDS) -> list[str]:
    """Find out why the server does not answer."""
    connection = http.client.HTTPConnection(host, port, timeout=timeout_seconds)
    try:
        connection.request("GET", "/health")
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        return [f"port {port}: {type(error).__name__}: {error}"]
    finally:
        connection.close()
    return [] if status == http.client.OK else [f"port {port}: status {status}"]


def main(arguments: list[str]) -> int:
    """Print why the server is unhealthy and return the exit code."""
    found = check_health("127.0.0.1", int(arguments[0]))
    for line in found:
        sys.stdout.write(f"unhealthy: {line}\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
