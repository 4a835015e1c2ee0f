"""The table and the pages of one agent: states in words, one request per poll, escaped text."""

import pytest

from tests.support.agents_console import (
    COMMANDS,
    TELEMETRY,
    AgentsConsole,
    command,
    moment,
    telemetry,
)

_PAGE = "/godmode/agents"
_SCRIPT = "<script>alert(1)</script>"


def test_a_poll_costs_core_api_one_request_and_no_news_is_304(console: AgentsConsole) -> None:
    first = console.get(f"{_PAGE}/table", hx_request="true")
    assert console.core_api.paths() == ["GET /api/v1/telemetry/agents"]
    later = telemetry()
    later["now"] = moment(-10)
    for item in later["items"]:
        item["age_seconds"] = 15.0
    console.core_api.says(*TELEMETRY, body=later)
    again = console.get(f"{_PAGE}/table", if_none_match=first.headers["ETag"])
    assert (first.status_code, again.status_code) == (200, 304)


@pytest.mark.parametrize(
    ("change", "word", "tone"),
    [
        ({"state": "online"}, "online", "ok"),
        ({"state": "stale"}, "stale", "bad"),
        ({"state": "never_seen", "last_seen_at": None, "started_at": None}, "never seen", "mute"),
        ({"state": "online", "restarting_since": moment(3)}, "restarting", "info"),
    ],
)
def test_each_state_is_a_word_with_a_tone(
    console: AgentsConsole, change: dict[str, object], word: str, tone: str
) -> None:
    console.core_api.says(*TELEMETRY, body=telemetry(nova=change))
    text = console.get(f"{_PAGE}?q=playbooks").text
    assert text.count("data-row id=") == 1
    assert f'data-tone="{tone}"' in text
    assert f"{word}</span>" in text


@pytest.mark.parametrize(
    ("queue", "said", "badge"),
    [
        ((0, 0), "0 of 64</span>", ""),
        ((3, 1), "3 of 64</span>", ""),
        ((32, 1), "32 of 64</span>", "▲</span> half full</span>"),
        ((64, 1), "64 of 64</span>", "✕</span> full</span>"),
    ],
)
@pytest.mark.parametrize("page", ["?q=playbooks", "/nova"])
def test_the_queue_is_told_and_a_full_one_is_a_word(
    console: AgentsConsole, page: str, queue: tuple[int, int], said: str, badge: str
) -> None:
    told = {"waiting": queue[0], "waiting_max": 64, "at_work": queue[1]}
    console.core_api.says(*TELEMETRY, body=telemetry(nova={"queue": told}))
    console.core_api.says("GET", "/api/v1/agent/capabilities", body={"items": []})
    text = console.get(f"{_PAGE}{page}").text
    assert said in text
    assert ("1 at work</span>" in text) is bool(queue[1])
    assert ("full</span>" in text) is bool(badge)
    assert badge in text


@pytest.mark.parametrize("told", [{}, {"queue": None}])
def test_a_queue_that_was_not_told_is_no_empty_one(
    console: AgentsConsole, told: dict[str, object]
) -> None:
    console.core_api.says(*TELEMETRY, body=telemetry(nova=told))
    text = console.get(f"{_PAGE}?q=playbooks").text
    assert "not told</span>" in text
    assert "of 64" not in text


def test_a_store_that_is_away_is_no_state_of_an_agent(console: AgentsConsole) -> None:
    console.core_api.refuses(*TELEMETRY, 503, "state_store_unreachable", "Redis does not answer")
    answer = console.get(_PAGE)
    assert answer.status_code == 200
    assert answer.text.count("store unreachable</span>") == 7
    assert "nothing is known of any agent" in answer.text
    assert "stale</span>" not in answer.text


def test_a_registry_that_is_away_is_said(console: AgentsConsole) -> None:
    console.core_api.says(*TELEMETRY, body=telemetry("unreachable"))
    console.core_api.refuses(*COMMANDS, 503, "database_unreachable", "PostgreSQL is away")
    text = console.get(_PAGE).text
    assert "The registry (PostgreSQL) does not answer" in text
    assert "PostgreSQL is away" in text
    assert text.count("online</span>") == 7


def test_core_api_that_is_away_is_an_error_page(console: AgentsConsole) -> None:
    console.core_api.fails(*TELEMETRY)
    assert console.get(_PAGE).status_code == 503


def test_what_others_wrote_is_escaped_everywhere(console: AgentsConsole) -> None:
    console.core_api.says(*TELEMETRY, body=telemetry(nova={"version": _SCRIPT, "host": _SCRIPT}))
    told = command(issued_by=_SCRIPT, args={"capability": _SCRIPT})
    console.core_api.says(*COMMANDS, body={"items": [told], "next": None})
    capability = {"name": _SCRIPT, "description": _SCRIPT, "input_schema": {}}
    described = {"items": [{"agent": "nova", "version": "1", "capabilities": [capability]}]}
    console.core_api.says("GET", "/api/v1/agent/capabilities", body=described)
    paths = (_PAGE, f"{_PAGE}?q={_SCRIPT}", f"{_PAGE}/nova", f"{_PAGE}/nova/raw")
    for path in (*paths, f"{_PAGE}/nova/task"):
        answer = console.get(path)
        assert answer.status_code == 200
        assert _SCRIPT not in answer.text, path


def test_a_page_that_is_not_there_is_404(console: AgentsConsole) -> None:
    for path in ("nobody", "nobody/logs", "nobody/task", "nobody/raw", "nobody/now"):
        assert console.get(f"{_PAGE}/{path}").status_code == 404


def test_json_alone_is_what_core_api_tells(console: AgentsConsole) -> None:
    assert console.get(f"{_PAGE}/riven/json").json() == telemetry()["items"][5]
