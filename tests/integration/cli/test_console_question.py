"""How the smoke check asks a console: straight to its port, by the name that people use."""

from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from cli.caller import SmokeError
from cli.console_smoke import ask, check_consoles
from tests.support.infra import topology_of


class _Echo(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(421)
        self.send_header("X-Seen", self.headers["Host"])
        self.end_headers()
        self.wfile.write(self.path.encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_question_names_the_host_and_uses_no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    with HTTPServer(("127.0.0.1", 0), _Echo) as server:
        thread = Thread(target=server.handle_request)
        thread.start()
        answer = ask(f"127.0.0.1:{server.server_port}", "novaos.localhost:3001", "/login")
        thread.join()
    assert (answer.status, answer.text) == (421, "/login")
    assert answer.headers["x-seen"] == "novaos.localhost:3001"


def test_console_that_does_not_answer_is_named() -> None:
    with HTTPServer(("127.0.0.1", 0), _Echo) as server:
        port = server.server_port
    with pytest.raises(SmokeError, match=f"GET http://127.0.0.1:{port}/health"):
        ask(f"127.0.0.1:{port}", "x", "/health")


@pytest.mark.docker
def test_running_consoles_pass_the_smoke_check() -> None:
    assert check_consoles(topology_of("test")) == "3 consoles ready"
