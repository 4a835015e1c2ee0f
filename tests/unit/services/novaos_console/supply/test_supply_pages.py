"""The pages say what was published, what was not, and what could not be asked."""

from pathlib import Path

import httpx
import pytest

from tests.support.console_app import TestedConsole
from tests.support.supply_samples import (
    AGENTS,
    COMPONENTS,
    OLD_WORKLOAD,
    founders_console,
    published,
)

_PUBLISHED = ("GET", "/api/v1/supply/workloads")
_COMPONENTS = ("GET", "/api/v1/supply/components")
_AGENTS = ("GET", "/api/v1/telemetry/agents")


@pytest.fixture
def console(tmp_path: Path) -> TestedConsole:
    tested = founders_console(tmp_path)
    tested.core_api.says(*_PUBLISHED, body=published())
    tested.core_api.says(*_COMPONENTS, body=COMPONENTS)
    tested.core_api.says(*_AGENTS, body=AGENTS)
    return tested


def text_of(console: TestedConsole, path: str) -> str:
    answer = console.get(path)
    assert answer.status_code == httpx.codes.OK, answer.text
    return answer.text


def test_every_workload_is_shown_with_its_states(console: TestedConsole) -> None:
    page = text_of(console, "/supply-chain")
    for word in ("agent-nova", "verified", "2 components", "none found", "full profile"):
        assert word in page


def test_summary_of_long_ago_is_called_old(console: TestedConsole) -> None:
    assert "This summary is old." in text_of(console, "/supply-chain")


def test_missing_summary_is_told(console: TestedConsole) -> None:
    console.core_api.refuses(*_PUBLISHED, 404, "not_found", "no summary was published")
    console.core_api.refuses(*_COMPONENTS, 404, "not_found", "no summary was published")
    assert "Missing: no summary was published" in text_of(console, "/supply-chain")
    assert "No summary was published" in text_of(console, "/supply-chain/components")
    assert console.get("/supply-chain/agent-nova").status_code == httpx.codes.NOT_FOUND


@pytest.mark.parametrize("path", ["/supply-chain", "/supply-chain/agent-nova"])
def test_first_form_of_the_summary_is_shown_as_far_as_it_goes(
    console: TestedConsole, path: str
) -> None:
    console.core_api.says(*_PUBLISHED, body=published(OLD_WORKLOAD, None))
    console.core_api.says(*_COMPONENTS, body={**COMPONENTS, "is_published": False, "items": []})
    page = text_of(console, path)
    assert "not published" in page.lower()
    assert "No waivers" not in page, "nothing is known of waivers"


def test_agents_that_cannot_be_asked_take_nothing_else_with_them(console: TestedConsole) -> None:
    console.core_api.fails(*_AGENTS)
    assert "Runs: could not be read" in text_of(console, "/supply-chain")


def test_core_api_that_does_not_answer_is_no_missing_summary(console: TestedConsole) -> None:
    console.core_api.fails(*_PUBLISHED)
    answer = console.get("/supply-chain")
    assert answer.status_code == httpx.codes.SERVICE_UNAVAILABLE
    assert "Missing" not in answer.text


def test_workload_is_shown_with_components_and_hardening(console: TestedConsole) -> None:
    page = text_of(console, "/supply-chain/agent-nova")
    for word in ("openssl", "Read-only root", "1000:1000", "no PIDs limit", "39", "trivy 0.70.0"):
        assert word in page
    assert console.core_api.asked[-1].url.params["workload"] == "agent-nova"


def test_workload_that_was_not_published_is_not_there(console: TestedConsole) -> None:
    assert console.get("/supply-chain/nobody").status_code == httpx.codes.NOT_FOUND


def test_search_passes_its_words_on_and_says_who_has_it(console: TestedConsole) -> None:
    page = text_of(console, "/supply-chain/components?q=open+ssl&after=100")
    assert console.core_api.asked[-1].url.params["q"] == "open ssl"
    assert console.core_api.asked[-1].url.params["after"] == "100"
    assert 'href="/supply-chain/agent-nova"' in page
    assert "First page" in page


def test_nothing_that_was_published_becomes_markup(console: TestedConsole) -> None:
    evil = "<script>alert(1)</script>"
    rows = [{**COMPONENTS["items"][0], "name": evil}]
    console.core_api.says(*_COMPONENTS, body={**COMPONENTS, "items": rows})
    for path in ("/supply-chain/components?q=x", "/supply-chain/agent-nova"):
        assert evil not in text_of(console, path)


def test_question_that_core_api_refuses_is_an_error_page(console: TestedConsole) -> None:
    console.core_api.refuses(*_COMPONENTS, 422, "malformed", "after: not a number")
    answer = console.get("/supply-chain/components?after=x")
    assert answer.status_code == httpx.codes.UNPROCESSABLE_ENTITY
    assert "not a number" in answer.text
