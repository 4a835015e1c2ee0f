"""A registry of our own on a free loopback port: real protocol, kept in memory, gone at the end."""

import contextlib
import http.client
import socket
import subprocess
import time
from collections.abc import Iterator

from novaos.workspace import tool

_START_SECONDS = 20


@contextlib.contextmanager
def running_registry() -> Iterator[str]:
    """Serve a registry with crane and yield its `host:port`."""
    host = f"127.0.0.1:{free_port()}"
    process = subprocess.Popen(
        [str(tool("crane")), "registry", "serve", "--address", host],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_until_it_answers(host)
        yield host
    finally:
        process.terminate()
        process.wait(timeout=10)


def free_port() -> int:
    """Return a port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until_it_answers(host: str) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        connection = http.client.HTTPConnection(host, timeout=1)
        try:
            connection.request("GET", "/v2/")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.05)
        else:
            return
        finally:
            connection.close()
    raise TimeoutError(f"the registry on {host} did not start")
