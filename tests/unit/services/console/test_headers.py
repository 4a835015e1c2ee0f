"""Security headers are on every answer, whatever it is."""

import pytest

from services.console.headers import content_security_policy
from tests.support.console_app import ORIGIN, TestedConsole
from tests.support.security_headers import check_security_headers


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/page"),
        ("GET", "/fragment"),
        ("GET", "/public"),
        ("GET", "/login"),
        ("GET", "/health"),
        ("GET", "/no-such-page"),
        ("GET", "/assets/0000000000000000/none.js"),
        ("POST", "/page"),
        ("DELETE", "/page"),
        ("POST", "/act"),
        ("GET", "/admins"),
    ],
)
def test_answer_has_all_headers(console: TestedConsole, method: str, path: str) -> None:
    console.enter()
    answer = console.ask(method, path, headers={"Origin": ORIGIN})
    assert check_security_headers(answer.headers) == []


def test_error_of_the_console_itself_has_all_headers(console: TestedConsole) -> None:
    console.enter()
    console.core_api.says("GET", "/api/v1/thing", body={"other": "members"})
    answer = console.get("/page")
    assert answer.status_code == 500
    assert check_security_headers(answer.headers) == []
    assert "other" not in answer.text


def test_missing_header_is_found() -> None:
    assert check_security_headers({"Cache-Control": "no-store"})


def test_policy_allows_nothing_from_elsewhere_and_nothing_inline() -> None:
    policy = content_security_policy()
    assert policy.startswith("default-src 'none'; ")
    for word in ("unsafe", "http", "*", "data:", "blob:"):
        assert word not in policy


def test_policy_lets_pages_reach_the_relay_only_where_they_listen() -> None:
    assert "connect-src 'self' ws://relay:1" in content_security_policy("ws://relay:1")
    assert "ws:" not in content_security_policy()


def test_https_origins_ask_for_https_for_a_year(console: TestedConsole) -> None:
    assert "Strict-Transport-Security" not in console.get("/login").headers


def test_assets_are_kept_and_pages_are_not(console: TestedConsole) -> None:
    page = console.get("/login")
    assert page.headers["Cache-Control"] == "no-store"
    path = page.text.split('src="')[1].split('"')[0]
    asset = console.get(path)
    assert asset.status_code == 200
    assert "immutable" in asset.headers["Cache-Control"]
