"""The part with lyra's notes asks again only while lyra reads, and tells what nobody knows."""

import html
from typing import Any

import pytest

from tests.support.black_rose_console import BlackRoseConsole

_CREATOR = "33333333-3333-4333-8333-333333333333"
_POST = "44444444-4444-4444-8444-444444444444"
_AT = "2026-11-22T10:00:00Z"
_PATH = f"/api/v1/blackrose/posts/{_POST}"
_REVIEW = {
    "readability": {
        "words": 40,
        "sentences": 1,
        "syllables": 50,
        "words_per_sentence": 40.0,
        "reading_ease": 60.5,
        "band": "standard",
        "enough_text": False,
    },
    "headings": 0,
    "paragraphs": 1,
    "findings": {
        "rows": [{"kind": "k", "line": 1, "tag": None, "message": "sentence of 40 words"}],
        "total": 3,
    },
}


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory) -> BlackRoseConsole:
    return BlackRoseConsole(tmp_path_factory.mktemp("console"))


def _latest(outcome: str, **changes: object) -> dict[str, Any]:
    names = ("review_draft", "check_media")
    parts = [{"capability": name, "outcome": outcome, "detail": ""} for name in names]
    return {
        "asked_at": _AT,
        "outcome": outcome,
        "outdated": False,
        "version": "1.0.0",
        "parts": parts,
        "review": None,
        "media": None,
        **changes,
    }


def _show(
    console: BlackRoseConsole,
    latest: dict[str, Any] | None,
    *,
    editor: str = "online",
    status: str = "draft",
) -> str:
    post = {"id": _POST, "status": status, "body": "<b>One</b> line."}
    console.core_api.says("GET", _PATH, body=post)
    notes = {"editor": editor, "latest": latest}
    console.core_api.says("GET", f"{_PATH}/editor-notes", body=notes)
    console.enter_as("creator", _CREATOR)
    answer = console.get(f"/studio/posts/{_POST}/notes")
    assert answer.status_code == 200
    return answer.text


def test_notes_that_were_never_asked_for_offer_to_ask(console: BlackRoseConsole) -> None:
    part = _show(console, None)
    assert "Ask Lyra</button>" in part
    assert "hx-get" not in part


def test_part_asks_again_while_lyra_reads(console: BlackRoseConsole) -> None:
    part = _show(console, _latest("pending"))
    assert f'hx-get="/studio/posts/{_POST}/notes" hx-trigger="every 2s"' in part
    assert "<button" not in part
    assert [one.url.path for one in console.core_api.asked] == [f"{_PATH}/editor-notes"]


def test_finding_is_shown_with_its_line_as_text(console: BlackRoseConsole) -> None:
    part = _show(console, _latest("done", review=_REVIEW))
    assert "hx-get" not in part
    assert "Line 1" in part
    assert "<blockquote>&lt;b&gt;One&lt;/b&gt; line.</blockquote>" in part
    assert "first 1 of 3" in part
    assert "Under a hundred words" in part


def test_outdated_notes_say_so(console: BlackRoseConsole) -> None:
    assert "these notes are outdated" in _show(
        console, _latest("done", review=_REVIEW, outdated=True)
    )


def test_silence_is_no_success(console: BlackRoseConsole) -> None:
    part = html.unescape(_show(console, _latest("timed_out")))
    assert "Not checked: how the text reads and is built. Lyra did not answer in time." in part
    assert "nothing to note" not in part
    assert "Ask Lyra again" in part


@pytest.mark.parametrize("editor", ["stale", "never_seen", "unknown"])
def test_absence_of_lyra_is_told(console: BlackRoseConsole, editor: str) -> None:
    assert "ask again later" in _show(console, None, editor=editor)
    assert "ask again later" not in _show(console, None)


def test_published_post_is_not_asked_about(console: BlackRoseConsole) -> None:
    assert "Ask Lyra" not in _show(console, None, status="published")
