"""The smoke check of the consoles is satisfied by a login page with all its headers only."""

import pytest

from cli import console_smoke
from cli.caller import SmokeError
from cli.console_smoke import Answer, check_consoles, check_login_page
from tests.support.infra import topology_of

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self' ws://127.0.0.1:1;"
    " base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}
PAGE = Answer(200, HEADERS, '<input name="password" type="password">')
STRANGE = Answer(421)


def _without(name: str, value: str = "") -> Answer:
    headers = {key: said for key, said in HEADERS.items() if key != name}
    return Answer(200, {**headers, name: value} if value else headers, PAGE.text)


def test_login_page_with_all_its_headers_passes() -> None:
    assert check_login_page(PAGE, is_https=False) == []


@pytest.mark.parametrize("name", HEADERS)
def test_missing_header_is_named(name: str) -> None:
    assert any(name in text for text in check_login_page(_without(name), is_https=False))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("script-src 'self'", "script-src 'self' 'unsafe-inline'"),
        ("script-src 'self'", "script-src *"),
        ("default-src 'none'", "default-src 'self'"),
        ("frame-ancestors 'none'", "frame-ancestors 'self'"),
        ("; require-trusted-types-for 'script'", ""),
        ("connect-src 'self'", "connect-src * "),
        ("style-src 'self'", "style-src 'self'; img-src 'unsafe-eval'"),
    ],
)
def test_weaker_policy_is_found(old: str, new: str) -> None:
    assert old in POLICY
    page = _without("content-security-policy", POLICY.replace(old, new))
    assert check_login_page(page, is_https=False)


@pytest.mark.parametrize(
    "page", [Answer(500, HEADERS, PAGE.text), Answer(303), Answer(200, HEADERS, "<h1>Hello</h1>")]
)
def test_page_that_asks_for_no_password_is_no_login_page(page: Answer) -> None:
    assert check_login_page(page, is_https=False)


def test_console_behind_tls_has_to_ask_for_tls_alone() -> None:
    assert check_login_page(PAGE, is_https=True)
    page = _without("strict-transport-security", "max-age=31536000; includeSubDomains")
    assert check_login_page(page, is_https=True) == []


def _answering(
    monkeypatch: pytest.MonkeyPatch,
    *,
    health: int = 200,
    page: Answer = PAGE,
    stranger: Answer = STRANGE,
) -> list[tuple[str, str, str]]:
    asked: list[tuple[str, str, str]] = []

    def answer(served: str, host: str, path: str) -> Answer:
        asked.append((served, host, path))
        if path == "/ready":
            return Answer(health)
        return stranger if host == "stranger.example" else page

    monkeypatch.setattr(console_smoke, "ask", answer)
    return asked


def test_each_console_is_asked_by_its_own_name(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = _answering(monkeypatch)
    assert check_consoles(topology_of("test")) == "3 consoles ready"
    assert {(served, host) for served, host, path in asked if path == "/ready"} == {
        ("127.0.0.1:18000", "gypsycove.localhost:18000"),
        ("127.0.0.1:18001", "novaos.localhost:18001"),
        ("127.0.0.1:18002", "blackrose.localhost:18002"),
    }


def test_console_that_serves_any_name_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    _answering(monkeypatch, stranger=PAGE)
    with pytest.raises(SmokeError, match=r"web-shell: /login for the host stranger.example"):
        check_consoles(topology_of("test"))


def test_console_that_is_not_well_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    _answering(monkeypatch, health=503)
    with pytest.raises(SmokeError, match="gypsy-cove: /ready: status 503"):
        check_consoles(topology_of("test"))


def test_console_without_a_header_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    _answering(monkeypatch, page=_without("x-frame-options"))
    with pytest.raises(SmokeError, match="novaos-console: x-frame-options"):
        check_consoles(topology_of("test"))
