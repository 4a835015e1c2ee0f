"""Login, logout, password and sessions: what is kept, what ends, what is refused."""

import time

import pytest

from services.console.session import Session, open_session
from tests.support.console_app import TestedConsole, grant, make_session, me

_LOGIN = ("POST", "/api/v1/auth/login")
_PREPARED = "prepared"
_FORM = {"login": "ada", "password": "a long enough sentence"}


def _kept(console: TestedConsole) -> Session:
    found = open_session(console.gate.seal, console.cookies[console.gate.cookie], time.time())
    assert found is not None
    return found


def _answering(console: TestedConsole, role: str = "member", number: int = 1) -> None:
    console.core_api.says(*_LOGIN, body=grant(number))
    console.core_api.says("GET", "/api/v1/auth/me", body=me(role))
    console.core_api.says("POST", "/api/v1/auth/logout", 204)


def test_login_keeps_a_session_and_goes_where_it_was_asked_to(console: TestedConsole) -> None:
    _answering(console)
    answer = console.post("/login", {**_FORM, "next": "/page?a=1"})
    assert answer.headers["HX-Redirect"] == "/page?a=1"
    assert (_kept(console).name, _kept(console).login) == ("Ada", "ada")
    assert b'"platform":"novaos"' in console.core_api.asked[0].content.replace(b" ", b"")
    assert "Authorization" not in console.core_api.asked[0].headers


def test_cookie_is_bound_to_the_host_and_out_of_reach_of_scripts(console: TestedConsole) -> None:
    _answering(console)
    cookie = console.post("/login", _FORM).headers["Set-Cookie"]
    name, _, rest = cookie.partition("=")
    assert name == "__Host-tested-session"
    parts = {part.strip().lower() for part in rest.split(";")[1:]}
    assert {"secure", "httponly", "samesite=lax", "path=/"} <= parts
    assert not any(part.startswith("domain") for part in parts)


@pytest.mark.parametrize("wanted", ["//evil.example", "http://evil.example", "/\\evil.example"])
def test_login_goes_to_no_other_site(console: TestedConsole, wanted: str) -> None:
    _answering(console)
    assert console.post("/login", {**_FORM, "next": wanted}).headers["HX-Redirect"] == "/"


def test_wrong_password_is_said_and_keeps_nothing(console: TestedConsole) -> None:
    console.core_api.refuses(*_LOGIN, 401, "unauthorised", "login, password or platform is wrong")
    answer = console.post("/login", _FORM)
    assert answer.status_code == 422
    assert "is wrong" in answer.text
    assert console.cookies == {}


def test_role_of_another_console_gets_no_session(console: TestedConsole) -> None:
    _answering(console, role="child")
    answer = console.post("/login", _FORM)
    assert answer.status_code == 403
    assert console.cookies == {}
    assert console.core_api.paths()[-1] == "POST /api/v1/auth/logout"


def test_login_over_a_session_ends_the_one_that_was_there(console: TestedConsole) -> None:
    _answering(console, number=2)
    console.enter(make_session(access_token=_PREPARED))
    console.post("/login", _FORM)
    ended = console.core_api.asked[-1]
    assert ended.url.path == "/api/v1/auth/logout"
    assert ended.headers["Authorization"] == f"Bearer {_PREPARED}"
    assert _kept(console).access_token == grant(2)["access_token"]


def test_prepared_cookie_is_not_taken_over_by_a_login(console: TestedConsole) -> None:
    _answering(console)
    console.cookies[console.gate.cookie] = "prepared-by-somebody-else"
    console.post("/login", _FORM)
    assert console.cookies[console.gate.cookie] != "prepared-by-somebody-else"


def test_one_time_password_has_to_be_changed_first(console: TestedConsole) -> None:
    console.core_api.says(*_LOGIN, body=grant(must_change_password=True))
    console.core_api.says("GET", "/api/v1/auth/me", body=me())
    assert console.post("/login", _FORM).headers["HX-Redirect"] == "/password"
    assert console.get("/page").headers["Location"] == "/password"


def test_logout_ends_the_session_everywhere(console: TestedConsole) -> None:
    _answering(console)
    console.enter()
    assert console.post("/logout").headers["HX-Redirect"] == "/login"
    assert console.gate.cookie not in console.cookies
    assert console.core_api.paths() == ["POST /api/v1/auth/logout"]


def test_logout_forgets_the_cookie_also_when_core_api_is_away(console: TestedConsole) -> None:
    console.core_api.fails("POST", "/api/v1/auth/logout")
    console.enter()
    console.post("/logout")
    assert console.gate.cookie not in console.cookies


def test_changed_password_starts_a_new_session(console: TestedConsole) -> None:
    console.core_api.says("POST", "/api/v1/auth/password", body=grant(5))
    console.core_api.says("GET", "/api/v1/auth/me", body=me())
    console.enter(make_session(must_change_password=True))
    form = {"current_password": "a", "new_password": "b", "new_password_again": "b"}
    assert console.post("/password", form).headers["HX-Redirect"] == "/"
    assert _kept(console).access_token == grant(5)["access_token"]
    assert not _kept(console).must_change_password


def test_two_different_new_passwords_are_refused_before_core_api_is_asked(
    console: TestedConsole,
) -> None:
    console.enter()
    form = {"current_password": "a", "new_password": "b", "new_password_again": "c"}
    assert console.post("/password", form).status_code == 422
    assert console.core_api.asked == []


def test_password_given_again_makes_a_recent_session(console: TestedConsole) -> None:
    _answering(console, number=6)
    console.enter(make_session(authenticated_at=1.0))
    assert console.post("/reauthenticate", {"password": "a"}).status_code == 200
    assert time.time() - _kept(console).authenticated_at < 10
    assert b'"login":"ada"' in console.core_api.asked[0].content.replace(b" ", b"")
    assert console.post("/act-recently").status_code == 204


def test_wrong_password_given_again_changes_nothing(console: TestedConsole) -> None:
    console.core_api.refuses(*_LOGIN, 401, "unauthorised", "is wrong")
    session = make_session(authenticated_at=1.0)
    console.enter(session)
    assert console.post("/reauthenticate", {"password": "b"}).status_code == 422
    assert _kept(console) == session


def test_account_lists_sessions_and_ends_another(console: TestedConsole) -> None:
    one = {"id": "s1", "platform": "novaos", "current": False}
    times = {"created_at": "2026-11-22T12:00:00Z", "expires_at": "2026-11-23T12:00:00Z"}
    console.core_api.says("GET", "/api/v1/auth/sessions", body={"items": [one | times]})
    console.core_api.says("DELETE", "/api/v1/auth/sessions/s1", 204)
    console.enter()
    assert "/account/sessions/s1/end" in console.get("/account").text
    assert console.post("/account/sessions/s1/end").headers["HX-Redirect"] == "/account"


def test_invitation_is_taken_up_without_a_token(console: TestedConsole) -> None:
    console.core_api.says("POST", "/api/v1/invitations/accept", 201, {"role": "member"})
    form = {"code": "c", "login": "ada", "password": "p", "display_name": "Ada"}
    assert console.post("/invitation", form).headers["HX-Redirect"] == "/login"
    assert "Authorization" not in console.core_api.asked[0].headers


def test_console_is_ready_while_core_api_answers(console: TestedConsole) -> None:
    console.core_api.says("GET", "/livez", body={"status": "ok"})
    assert console.get("/ready").status_code == 200
    console.core_api.fails("GET", "/livez")
    assert console.get("/ready").status_code == 503
    assert console.get("/health").status_code == 200
