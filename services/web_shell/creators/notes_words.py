"""What lyra noted about a draft, in the words of people; pure.

Lyra's own message says what to do; here every finding gets its place, and figures get a meaning.
What could not be checked is named as such and never looks like a draft without findings.
"""

from dataclasses import dataclass
from typing import Any

AWAY = {
    "stale": "Lyra does not answer at the moment.",
    "never_seen": "Lyra was never here yet.",
    "unknown": "Nobody knows at the moment whether Lyra is there.",
}
CHECKS = {
    "review_draft": "how the text reads and is built",
    "check_media": "pictures, links and tags",
    "content_calendar": "the days of your drafts",
}
READERS = {
    "very easy": "everybody reads it without effort, children of eleven too",
    "easy": "it reads like a talk among friends",
    "fairly easy": "most people read it with ease",
    "standard": "plain English that people of fourteen and more follow",
    "fairly difficult": "it asks for some attention; shorter sentences would help",
    "difficult": "it reads like a paper for students; cut sentences and choose shorter words",
    "very difficult": "it reads like a contract; few people get to its end",
}
"""Flesch's names for what his figure means, and who reads such a text."""
_QUOTED_CHARACTERS = 70


@dataclass(frozen=True, slots=True)
class Reading:
    """How easy a text is to read."""

    title: str
    text: str
    is_sample: bool
    """Whether there are enough words for the figure to mean something."""


@dataclass(frozen=True, slots=True)
class Noted:
    """One finding with its place."""

    place: str
    quote: str
    """The begin of the line, as far as it is still that line."""
    message: str


@dataclass(frozen=True, slots=True)
class Unchecked:
    """What lyra could not look at, and why."""

    what: str
    why: str


def describe_reading(readability: dict[str, Any]) -> Reading:
    """Say in plain words what the figures mean."""
    words, length = readability["words"], readability["words_per_sentence"]
    if length is None:
        return Reading("No sentences yet", "There is no text to measure.", is_sample=False)
    band = readability["band"]
    counted = f"{words} words, {length:g} in a sentence on average."
    text = f"{counted} {_as_sentence(READERS.get(band, band))}"
    ease = round(readability["reading_ease"])
    title = f"Reading ease {ease} (100 is easiest): {band}"
    return Reading(title, text, is_sample=readability["enough_text"])


def list_noted(findings: dict[str, Any], body: str, *, outdated: bool) -> list[Noted]:
    """Return findings with their places in the text of the post."""
    lines = [] if outdated else body.splitlines()
    return [_note(row, lines) for row in findings["rows"]]


def list_unchecked(latest: dict[str, Any]) -> list[Unchecked]:
    """Return the parts of a request that ended without an answer."""
    return [
        Unchecked(CHECKS[part["capability"]], _why(part))
        for part in latest["parts"]
        if part["outcome"] in {"failed", "timed_out"}
    ]


def _note(row: dict[str, Any], lines: list[str]) -> Noted:
    message = _as_sentence(row["message"])
    line = row["line"]
    if line is None:
        return Noted(f"Tag {row['tag']}" if row["tag"] else "Tags", "", message)
    if line == 0:
        return Noted("Alternative text", "", message)
    quote = lines[line - 1].strip() if line <= len(lines) else ""
    if len(quote) > _QUOTED_CHARACTERS:
        quote = f"{quote[:_QUOTED_CHARACTERS].rstrip()} …"
    return Noted(f"Line {line}", quote, message)


def _why(part: dict[str, Any]) -> str:
    if part["outcome"] == "timed_out" and not part["detail"]:
        return "Lyra did not answer in time."
    return _as_sentence(part["detail"] or "Lyra gave no reason.")


def _as_sentence(text: str) -> str:
    """Return text with a capital and a full stop."""
    begun = text[:1].upper() + text[1:]
    return begun if begun.endswith((".", "!", "?")) else f"{begun}."
