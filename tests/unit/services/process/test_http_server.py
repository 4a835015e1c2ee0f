"""The options are ones that the server knows, and those that keep quiet are on."""

import uvicorn

from services.process.http_server import SERVER_OPTIONS


def test_server_takes_the_options_and_says_nothing_of_itself() -> None:
    config = uvicorn.Config("services.tested:app", **SERVER_OPTIONS)
    assert not config.server_header
    assert not config.access_log
    assert not config.proxy_headers
