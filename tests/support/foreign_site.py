"""A web site of a test's own, on a port of its own: one page for everything, or plain files."""

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

Answer = Callable[[str], tuple[str, bytes]]
"""Path -> media type and content."""


def foreign_site(page: str) -> AbstractContextManager[str]:
    """Serve `page` at every path; yields the address."""
    content = f"<!doctype html><title>Foreign</title>{page}".encode()
    return serving(lambda _: ("text/html; charset=utf-8", content))


@contextmanager
def serving(answer: Answer) -> Iterator[str]:
    """Serve what `answer` says; yields the address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = urlsplit(self.path).path
            kind, content = answer(path)
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            if path.startswith("/assets/"):
                self.send_header("Cache-Control", "max-age=3600")
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Be silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
