"""One thing that cannot be read says so, and the others are shown."""

from pathlib import Path

import httpx
import pytest

from services.novaos_console.overview import routes
from services.novaos_console.overview.recent import Recent
from tests.support.console_app import TestedConsole
from tests.support.supply_samples import AGENTS, founders_console, published

_ANSWERS = {
    "telemetry/agents": AGENTS,
    "telemetry/stores": {
        "items": [{"store": "postgres", "ok": True, "reason": "", "seconds": 0.001}]
    },
    "telemetry/requests": {
        "items": [{"method": "GET", "route": "/api/v1/x", "per_second": 1.0, "p95_seconds": 0.01}]
    },
    "telemetry/commands": {"items": [{"outcomes": {"done": 2, "sent": 0}}]},
    "security/alerts": {
        "items": [{"at": "2026-03-01T11:00:00Z", "severity": "low", "message": "<b>look</b>"}]
    },
    "supply/workloads": published(),
}
_SHOWN = {
    "telemetry/agents": "of 1 online",
    "telemetry/stores": "postgres",
    "telemetry/requests": "GET /x",
    "telemetry/commands": "Timed out",
    "security/alerts": "&lt;b&gt;look",
    "supply/workloads": "Verdicts passed",
}
_SLOW = ("telemetry/commands", "security/alerts", "supply/workloads")


@pytest.fixture
def console(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TestedConsole:
    monkeypatch.setattr(routes, "_recent", Recent(30.0, clock=lambda: 0.0))
    tested = founders_console(tmp_path)
    for name, body in _ANSWERS.items():
        tested.core_api.says("GET", f"/api/v1/{name}", body=body)
    return tested


def test_everything_is_on_the_page(console: TestedConsole) -> None:
    page = console.get("/overview").text
    assert [name for name, word in _SHOWN.items() if word not in page] == []
    assert "could not be read" not in page


@pytest.mark.parametrize("broken", _ANSWERS)
@pytest.mark.parametrize("path", ["/overview", "/overview/state"])
def test_what_fails_says_so_alone(console: TestedConsole, broken: str, path: str) -> None:
    console.core_api.fails("GET", f"/api/v1/{broken}")
    answer = console.get(path)
    assert answer.status_code == httpx.codes.OK
    assert answer.text.count("core-api does not answer") == 1
    assert [name for name, word in _SHOWN.items() if word not in answer.text] == [broken]


def test_missing_summary_is_called_missing(console: TestedConsole) -> None:
    console.core_api.refuses("GET", "/api/v1/supply/workloads", 404, "not_found", "no summary")
    assert "missing" in console.get("/overview").text


def test_poll_asks_for_slow_facts_once_and_is_answered_as_before(console: TestedConsole) -> None:
    first = console.get("/overview/state")
    before = len(console.core_api.asked)
    again = console.get("/overview/state", If_None_Match=first.headers["ETag"])
    assert again.status_code == httpx.codes.NOT_MODIFIED
    asked = {path.removeprefix("GET /api/v1/") for path in console.core_api.paths()[before:]}
    assert asked == set(_ANSWERS) - set(_SLOW)


def test_page_asks_for_everything_anew(console: TestedConsole) -> None:
    console.get("/overview")
    before = len(console.core_api.asked)
    console.get("/overview")
    assert len(console.core_api.asked) - before == len(_ANSWERS)


def test_session_that_is_over_leads_to_the_login(console: TestedConsole) -> None:
    console.core_api.refuses("GET", "/api/v1/telemetry/agents", 401, "unauthorised", "over")
    answer = console.get("/overview")
    assert answer.headers.get("Location", "").startswith("/login")
