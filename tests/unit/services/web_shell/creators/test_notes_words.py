"""What lyra noted, in words: figures get a meaning, findings a place, and gaps a name."""

from typing import Any

import pytest

from services.web_shell.creators.notes_words import (
    READERS,
    Noted,
    Reading,
    Unchecked,
    describe_reading,
    list_noted,
    list_unchecked,
)

_BODY = "A first line.\n\n  Read [](https://example.org).  \n" + "word " * 30


def _measured(**changes: object) -> dict[str, Any]:
    return {
        "words": 120,
        "sentences": 4,
        "syllables": 200,
        "words_per_sentence": 30.0,
        "reading_ease": 35.4,
        "band": "difficult",
        "enough_text": True,
        **changes,
    }


def _findings(**row: object) -> dict[str, Any]:
    found = {"kind": "k", "line": None, "tag": None, "message": "sentence of 30 words", **row}
    return {"rows": [found], "total": 1}


def test_figures_are_explained() -> None:
    reading = describe_reading(_measured())
    assert reading.title == "Reading ease 35 (100 is easiest): difficult"
    assert reading.text.startswith("120 words, 30 in a sentence on average. It reads like a paper")
    assert reading.is_sample


def test_every_name_of_a_band_has_its_readers() -> None:
    bands = ["very easy", "easy", "fairly easy", "standard", "fairly difficult", "difficult"]
    assert list(READERS) == [*bands, "very difficult"]


def test_text_without_words_has_no_figure() -> None:
    empty = _measured(words=0, words_per_sentence=None, reading_ease=None, band="")
    assert describe_reading(empty) == Reading(
        "No sentences yet", "There is no text to measure.", is_sample=False
    )


@pytest.mark.parametrize(
    ("row", "place", "quote"),
    [
        ({"line": 1}, "Line 1", "A first line."),
        ({"line": 3}, "Line 3", "Read [](https://example.org)."),
        ({"line": 4}, "Line 4", ("word " * 14).strip() + " …"),
        ({"line": 99}, "Line 99", ""),
        ({"line": 0}, "Alternative text", ""),
        ({"tag": "Tea Time"}, "Tag Tea Time", ""),
        ({"tag": ""}, "Tags", ""),
    ],
)
def test_finding_has_its_place(row: dict[str, object], place: str, quote: str) -> None:
    noted = list_noted(_findings(**row), _BODY, outdated=False)
    assert noted == [Noted(place, quote, "Sentence of 30 words.")]


def test_line_of_a_changed_draft_is_not_quoted() -> None:
    (noted,) = list_noted(_findings(line=1), _BODY, outdated=True)
    assert (noted.place, noted.quote) == ("Line 1", "")


@pytest.mark.parametrize(
    ("outcome", "detail", "why"),
    [
        ("failed", "no such post", "No such post."),
        ("failed", "", "Lyra gave no reason."),
        ("timed_out", "", "Lyra did not answer in time."),
        ("timed_out", "not kept; ask again", "Not kept; ask again."),
    ],
)
def test_what_could_not_be_checked_is_named(outcome: str, detail: str, why: str) -> None:
    done = {"capability": "review_draft", "outcome": "done", "detail": ""}
    part = {"capability": "check_media", "outcome": outcome, "detail": detail}
    assert list_unchecked({"parts": [done, part]}) == [Unchecked("pictures, links and tags", why)]
