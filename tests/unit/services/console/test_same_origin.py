"""Changes come from the pages of the console; other host names reach nothing."""

from pathlib import Path

import pytest
from starlette.datastructures import Headers

from services.console.same_origin import check_source
from tests.support.console_app import ORIGIN, TestedConsole, make_settings

_HOST = ORIGIN.removeprefix("http://")
_GOOD = {
    "host": _HOST,
    "origin": ORIGIN,
    "sec-fetch-site": "same-origin",
    "hx-request": "true",
}


def _check(method: str, headers: dict[str, str], path: str = "/act") -> int:
    settings = make_settings(Path("/"), console_origins=f"{ORIGIN},http://localhost:3009")
    found = check_source(method, path, Headers(headers), settings)
    return int(found[0]) if found else 200


def test_change_from_a_page_of_this_console_passes() -> None:
    assert _check("POST", _GOOD) == 200


def test_browser_without_fetch_metadata_passes_by_its_origin() -> None:
    assert _check("POST", {name: v for name, v in _GOOD.items() if name != "sec-fetch-site"}) == 200


@pytest.mark.parametrize(
    "changes",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": ""},
        {"origin": "http://tested.localhost:3001"},
        {"origin": "http://localhost:3009"},
        {"origin": f"{ORIGIN}.evil.example"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
        {"hx-request": ""},
        {"hx-request": "false"},
    ],
)
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_change_from_elsewhere_is_refused(method: str, changes: dict[str, str]) -> None:
    assert _check(method, _GOOD | changes) == 403


@pytest.mark.parametrize("missing", ["origin", "hx-request"])
def test_change_that_does_not_prove_its_source_is_refused(missing: str) -> None:
    assert _check("POST", {name: v for name, v in _GOOD.items() if name != missing}) == 403


@pytest.mark.parametrize("host", ["", "evil.example", "tested.localhost", "tested.localhost:80"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_other_host_name_is_misdirected(method: str, host: str) -> None:
    assert _check(method, _GOOD | {"host": host}) == 421


def test_health_answers_by_any_name() -> None:
    assert _check("GET", {"host": "127.0.0.1:3009"}, "/health") == 200
    assert _check("POST", {"host": "127.0.0.1:3009"}, "/health") == 421


@pytest.mark.parametrize(
    ("site", "mode", "status"),
    [
        ("none", "navigate", 200),
        ("same-origin", "cors", 200),
        ("cross-site", "navigate", 200),
        ("cross-site", "no-cors", 403),
        ("same-site", "cors", 403),
    ],
)
def test_other_sites_may_link_here_and_load_nothing(site: str, mode: str, status: int) -> None:
    headers = {"host": _HOST, "sec-fetch-site": site, "sec-fetch-mode": mode}
    assert _check("GET", headers) == status


def test_refused_change_reaches_no_handler(console: TestedConsole) -> None:
    console.enter()
    answer = console.post("/act", {"word": "x"}, headers={"Origin": "http://evil.example"})
    assert answer.status_code == 403
    assert console.core_api.asked == []
    assert console.post("/act", {"word": "x"}).status_code == 204
