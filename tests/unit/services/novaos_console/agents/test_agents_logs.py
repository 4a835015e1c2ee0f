"""The log: filter, search in bounded time, lines, file."""

import json
import time
from typing import Any

import pytest

from services.console.errors import BadFormError
from services.novaos_console.agents.bounded_regex import compile_pattern, time_limit
from services.novaos_console.agents.log_view import LogFilter, build_line, search
from tests.support.agents_console import LOGS, AgentsConsole, moment

_PAGE = "/godmode/agents/nova/logs"


def _entry(number: int, **changes: object) -> dict[str, Any]:
    return {
        "id": f"{number}-0",
        "agent": "nova",
        "at": moment(100 - number),
        "level": "info",
        "event": "task.done",
        "message": f"task {number}",
        "command_id": "",
        "data": {},
        **changes,
    }


def _told(console: AgentsConsole, *entries: dict[str, Any]) -> None:
    console.core_api.says(*LOGS, body={"agent": "nova", "entries": list(entries), "next": None})


def test_the_newest_entry_is_first(console: AgentsConsole) -> None:
    _told(console, _entry(1), _entry(2))
    text = console.get(_PAGE).text
    assert text.index("task 2") < text.index("task 1")


def test_level_and_depth_are_asked_of_core_api(console: AgentsConsole) -> None:
    _told(console)
    console.get(f"{_PAGE}/lines?level=error&depth=5000")
    assert dict(console.core_api.asked[-1].url.params) == {
        "agent": "nova",
        "level": "error",
        "limit": "5000",
    }
    assert "No entry fits" in console.get(_PAGE).text


def test_a_text_is_found_in_messages_events_ids_and_data() -> None:
    entries = [_entry(1), _entry(2, command_id="ABC"), _entry(3, data={"error": "Gone"})]
    for text, found in (("task 1", [1]), ("abc", [2]), ("gone", [3]), ("TASK.done", [1, 2, 3])):
        ids = [entry["id"] for entry in search(entries, LogFilter(text=text))]
        assert ids == [f"{number}-0" for number in found]


def test_a_pattern_is_searched_as_a_pattern() -> None:
    entries = [_entry(1), _entry(22)]
    wanted = LogFilter(text=r"task \d\d", is_pattern=True)
    assert [entry["id"] for entry in search(entries, wanted)] == ["22-0"]
    assert search(entries, LogFilter(text=r"task \d\d")) == []


@pytest.mark.parametrize("pattern", ["(", "[z-a]", "*", "a" * 201, r"(?P<x>a)(?P<x>b)"])
def test_a_bad_pattern_is_refused_beside_the_form(console: AgentsConsole, pattern: str) -> None:
    _told(console, _entry(1))
    answer = console.ask("GET", _PAGE, params={"q": pattern, "regex": "yes"})
    assert answer.status_code == 422
    assert "search: " in answer.text
    assert "log-text" in answer.text


def test_a_catastrophic_pattern_is_stopped() -> None:
    entries = [_entry(1, message="a" * 60 + "!")]
    started = time.monotonic()
    with pytest.raises(BadFormError, match="takes too long"):
        search(entries, LogFilter(text="(a+)+$", is_pattern=True))
    assert time.monotonic() - started < 2
    time.sleep(0.3)  # no alarm is left behind
    with time_limit():
        assert compile_pattern("A").search("a")


@pytest.mark.parametrize("query", ["level=root", "depth=99999", "depth=x"])
def test_an_unknown_filter_is_refused(console: AgentsConsole, query: str) -> None:
    assert console.get(f"{_PAGE}?{query}").status_code == 422
    assert console.get(f"{_PAGE}/lines?{query}", hx_request="true").status_code == 422


def test_the_file_has_what_fits_and_nothing_else(console: AgentsConsole) -> None:
    _told(console, _entry(1), _entry(2))
    answer = console.get(f"{_PAGE}/file?q=task+2&depth=5000")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="nova-log.jsonl"'
    assert [json.loads(line)["id"] for line in answer.text.splitlines()] == ["2-0"]


def test_entries_that_are_none_are_shown_as_text(console: AgentsConsole) -> None:
    markup = "<img src=x onerror=alert(1)>"
    _told(
        console,
        {"id": "1-0", "malformed": True, "fields": {"a": markup}},
        _entry(2, message=markup),
    )
    text = console.get(_PAGE).text
    assert markup not in text
    assert text.count("&lt;img") >= 2
    assert build_line({"malformed": True, "fields": {}}).level == "malformed"
