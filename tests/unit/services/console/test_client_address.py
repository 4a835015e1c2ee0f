"""Whose address core-api is told: the connection's, or what the site's own proxy says."""

from pathlib import Path

import pytest
from starlette.requests import Request

from services.console.client_address import visitor_address
from tests.support.console_app import OURS, TestedConsole


def _address(peer: str, *forwarded: str, is_behind_proxy: bool) -> str:
    headers = [(b"x-forwarded-for", value.encode()) for value in forwarded]
    scope = {"type": "http", "client": (peer, 1), "headers": headers}
    return visitor_address(Request(scope), is_behind_proxy=is_behind_proxy)


def test_without_a_proxy_nobody_can_choose_an_address() -> None:
    assert _address("192.0.2.1", "203.0.113.7", is_behind_proxy=False) == "192.0.2.1"


@pytest.mark.parametrize(
    ("forwarded", "address"),
    [
        (("203.0.113.7",), "203.0.113.7"),
        (("198.51.100.1, 203.0.113.7",), "203.0.113.7"),
        (("198.51.100.1", "203.0.113.7"), "203.0.113.7"),
        (("nonsense",), "192.0.2.1"),
        ((), "192.0.2.1"),
    ],
)
def test_behind_the_proxy_the_last_address_counts(forwarded: tuple[str, ...], address: str) -> None:
    assert _address("192.0.2.1", *forwarded, is_behind_proxy=True) == address


def test_what_is_no_address_is_not_told() -> None:
    assert _address("testclient", is_behind_proxy=False) == ""


def test_core_api_is_told_for_whom_and_by_whom(console: TestedConsole) -> None:
    console.enter()
    console.get("/page")
    headers = console.core_api.asked[-1].headers
    assert headers["X-Console"] == "tested"
    assert headers["X-Console-Key"] == "key"
    assert headers["X-Client-Address"] == "127.0.0.1"


def test_forwarded_address_is_taken_where_the_console_is_reached_by_tls_only(folder: Path) -> None:
    console = TestedConsole(folder, console_origins="https://tested.localhost:3009")
    console.enter()
    forged = {**OURS, "X-Forwarded-For": "203.0.113.7"}
    console.ask("GET", "/page", headers=forged)
    assert console.core_api.asked[-1].headers["X-Client-Address"] == "203.0.113.7"


def test_forwarded_address_of_anybody_is_not_taken(console: TestedConsole) -> None:
    console.enter()
    console.ask("GET", "/page", headers={"X-Forwarded-For": "203.0.113.7"})
    assert console.core_api.asked[-1].headers["X-Client-Address"] == "127.0.0.1"
