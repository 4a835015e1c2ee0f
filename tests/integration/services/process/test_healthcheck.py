"""The health check of a container, against servers on this host."""

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from services.process.healthcheck import check_health, main

_HOST = "127.0.0.1"


@contextmanager
def _server(status: int) -> Iterator[int]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status if self.path == "/health" else 404)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer((_HOST, 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def _taken_port(*, listening: bool) -> Iterator[int]:
    with socket.socket() as taken:
        taken.bind((_HOST, 0))
        if listening:
            taken.listen()
        yield taken.getsockname()[1]


def test_server_that_answers_is_healthy_for_the_engine() -> None:
    with _server(200) as port:
        command = [sys.executable, "-m", "services.process.healthcheck", str(port)]
        assert subprocess.run(command, check=False, timeout=30).returncode == 0


def test_server_that_answers_something_else_is_not(capsys: pytest.CaptureFixture[str]) -> None:
    with _server(503) as port:
        assert main([str(port)]) == 1
    assert capsys.readouterr().out == f"unhealthy: port {port}: status 503\n"


def test_absent_server_is_a_finding() -> None:
    with _taken_port(listening=False) as port:
        (found,) = check_health(_HOST, port)
    assert "ConnectionRefusedError" in found


def test_server_that_is_silent_is_a_finding_in_time() -> None:
    started = time.monotonic()
    with _taken_port(listening=True) as port:
        (found,) = check_health(_HOST, port, timeout_seconds=0.2)
    assert "TimeoutError" in found
    assert time.monotonic() - started < 2
