"""Who gets through to a page, and what the others are told."""

import time
from typing import Any

import pytest

from services.console.gate import local_path
from services.console.session import Seal, open_session
from tests.support.console_app import TestedConsole, grant, make_session

_THING = "/api/v1/thing"
_HTMX = {"HX-Request": "true", "HX-Current-URL": "http://tested.localhost:3009/page?a=1"}


def test_page_shows_what_core_api_answers(console: TestedConsole) -> None:
    console.enter()
    answer = console.get("/page")
    assert answer.status_code == 200
    assert "<b>something</b>" in answer.text
    assert console.core_api.asked[0].headers["Authorization"] == "Bearer access-1"


def test_without_a_session_the_login_remembers_the_page(console: TestedConsole) -> None:
    answer = console.get("/page?a=1&b=2")
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/login?next=%2Fpage%3Fa%3D1%26b%3D2"
    assert console.core_api.asked == []


def test_part_of_a_page_without_a_session_sends_the_page_to_the_login(
    console: TestedConsole,
) -> None:
    answer = console.ask("GET", "/fragment", headers=_HTMX)
    assert answer.status_code == 204
    assert answer.headers["HX-Redirect"] == "/login?next=%2Fpage%3Fa%3D1"


def test_public_page_needs_no_session(console: TestedConsole) -> None:
    assert "for everybody" in console.get("/public").text


def test_role_that_the_page_is_not_for_is_refused(console: TestedConsole) -> None:
    console.enter(make_session(role="member"))
    assert console.get("/admins").status_code == 403
    assert console.core_api.asked == []
    console.enter(make_session(role="admin"))
    assert console.get("/admins").status_code == 200
    console.enter(make_session(role="godmode"))
    assert console.get("/admins").status_code == 200


def test_role_that_the_console_is_not_for_is_refused(console: TestedConsole) -> None:
    console.enter(make_session(role="child"))
    assert console.get("/page").status_code == 403


def test_one_time_password_opens_only_its_change(console: TestedConsole) -> None:
    console.enter(make_session(must_change_password=True))
    assert console.get("/page").headers["Location"] == "/password"
    assert console.post("/act", {"word": "x"}).headers["HX-Redirect"] == "/password"
    assert console.get("/password").status_code == 200
    assert console.core_api.asked == []


def test_expired_access_token_is_refreshed_and_goes_back_in_the_cookie(
    console: TestedConsole,
) -> None:
    console.core_api.says("POST", "/api/v1/auth/refresh", body=grant(2))
    console.enter(make_session(access_expires_at=time.time() - 1))
    assert console.get("/page").status_code == 200
    assert console.core_api.asked[-1].headers["Authorization"] == "Bearer access-2"
    kept = open_session(console.gate.seal, console.cookies[console.gate.cookie], time.time())
    assert kept is not None
    assert kept.refresh_token == grant(2)["refresh_token"]


@pytest.mark.parametrize("path", ["/page", "/public", "/nothing"])
def test_fresh_session_is_opened_at_most_once_and_not_sent_again(
    console: TestedConsole, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    opened: list[str] = []

    def counted(seal: Seal, text: str) -> dict[str, Any] | None:
        opened.append(text)
        return opens(seal, text)

    opens = Seal.open
    monkeypatch.setattr(Seal, "open", counted)
    console.enter()
    assert "Set-Cookie" not in console.get(path).headers
    assert len(opened) == (path != "/nothing")


def test_public_page_sends_new_tokens_back_too(console: TestedConsole) -> None:
    console.core_api.says("POST", "/api/v1/auth/refresh", body=grant(2))
    console.enter(make_session(access_expires_at=time.time() - 1))
    assert "for everybody" in console.get("/public").text
    kept = open_session(console.gate.seal, console.cookies[console.gate.cookie], time.time())
    assert kept is not None
    assert kept.refresh_token == grant(2)["refresh_token"]


def test_new_tokens_go_back_also_when_the_page_fails(console: TestedConsole) -> None:
    console.core_api.says("POST", "/api/v1/auth/refresh", body=grant(2))
    console.core_api.fails("GET", _THING)
    console.enter(make_session(access_expires_at=time.time() - 1))
    assert console.get("/page").status_code == 503
    kept = open_session(console.gate.seal, console.cookies[console.gate.cookie], time.time())
    assert kept is not None
    assert kept.refresh_token == grant(2)["refresh_token"]


def test_session_that_core_api_ended_is_forgotten(console: TestedConsole) -> None:
    console.core_api.refuses("GET", _THING, 401, "unauthorised", "the session has ended")
    console.enter()
    answer = console.get("/page")
    assert answer.headers["Location"].startswith("/login?next=")
    assert console.cookies == {}


def test_core_api_that_cannot_be_reached_keeps_the_session(console: TestedConsole) -> None:
    console.core_api.fails("GET", _THING)
    console.enter()
    answer = console.get("/page")
    assert answer.status_code == 503
    assert "does not answer" in answer.text
    assert console.gate.cookie in console.cookies


@pytest.mark.parametrize("status", [403, 404, 409, 422, 429])
def test_refusal_becomes_a_page_with_its_reason(console: TestedConsole, status: int) -> None:
    console.core_api.refuses("GET", _THING, status, "a_code", "because of <this>")
    console.enter()
    answer = console.get("/page")
    assert answer.status_code == status
    assert "because of &lt;this&gt;" in answer.text


def test_refused_change_becomes_a_message_in_the_page(console: TestedConsole) -> None:
    console.core_api.refuses("POST", _THING, 409, "conflict", "it is done already")
    console.enter()
    answer = console.post("/act", {"word": "x"})
    assert answer.status_code == 409
    assert answer.headers["HX-Retarget"] == "#notice"
    assert "it is done already" in answer.text
    assert "<html" not in answer.text


def test_empty_field_is_named(console: TestedConsole) -> None:
    console.enter()
    answer = console.post("/act", {"word": "  "})
    assert answer.status_code == 422
    assert "word: fill this in" in answer.text


def test_done_is_said_on_the_next_page_once(console: TestedConsole) -> None:
    console.enter()
    assert console.post("/act", {"word": "x"}).headers["HX-Redirect"] == "/page"
    assert "It is done." in console.get("/page").text
    assert "It is done." not in console.get("/page").text


def test_old_password_asks_for_it_again(console: TestedConsole) -> None:
    console.enter(make_session(authenticated_at=time.time() - 301))
    answer = console.post("/act-recently")
    assert answer.status_code == 403
    assert 'hx-post="/reauthenticate"' in answer.text
    console.enter(make_session(authenticated_at=time.time() - 299))
    assert console.post("/act-recently").status_code == 204


def test_unchanged_part_is_answered_without_content(console: TestedConsole) -> None:
    console.enter()
    first = console.ask("GET", "/fragment", headers=_HTMX)
    again = {**_HTMX, "If-None-Match": first.headers["ETag"]}
    second = console.ask("GET", "/fragment", headers=again)
    assert (second.status_code, second.content) == (304, b"")
    console.core_api.says("GET", _THING, body={"word": "something else"})
    assert console.ask("GET", "/fragment", headers=again).status_code == 200


def test_what_people_wrote_stays_text(console: TestedConsole) -> None:
    console.core_api.says("GET", _THING, body={"word": "<script>alert(1)</script>\"'><img src=x>"})
    console.enter()
    answer = console.get("/page")
    assert "<script>alert" not in answer.text
    assert "<img" not in answer.text


@pytest.mark.parametrize("path", ["/page", "/page?a=1&b=%2F", "/a/b/c", "/"])
def test_path_of_the_console_is_gone_back_to(path: str) -> None:
    assert local_path(path, "/home") == path


@pytest.mark.parametrize(
    "path",
    [
        None,
        "",
        "page",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/a\\b",
        "http://evil.example",
        "https:evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
        "/\n/evil.example",
        " //evil.example",
        "/login?next=/login",
    ],
)
def test_no_other_address_is_gone_back_to(path: str | None) -> None:
    assert local_path(path, "/home") == "/home"
