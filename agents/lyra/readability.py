"""Flesch reading ease of English prose.

206.835 - 1.015 * words per sentence - 84.6 * syllables per word: R. Flesch, "A new readability
yardstick", Journal of Applied Psychology 32 (1948), for samples of 100 words. Syllables are
estimated from spelling (groups of vowels, silent endings), so a figure may be off by a few points.
"""

import re
from collections.abc import Sequence

import msgspec

SAMPLE_WORDS = 100
"""The size of Flesch's samples; figures of shorter texts mean little."""
_BANDS = (
    (90, "very easy"),
    (80, "easy"),
    (70, "fairly easy"),
    (60, "standard"),
    (50, "fairly difficult"),
    (30, "difficult"),
)
"""Lower bound -> name, as in Flesch, "The Art of Readable Writing" (1949)."""
_HARDEST = "very difficult"
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*|\d+(?:[.,:]\d+)*")
_SENTENCE_END = re.compile(r"[.!?\u2026]+[\"'\u201d\u2019)\]]*(?=\s|\Z)")
_NO_SENTENCE_END = re.compile(r"(?i:\b(?:[a-z]|e\.g|i\.e|mr|mrs|ms|dr|prof|vs|etc)\.\Z)")
_VOWELS = re.compile(r"[aeiouyäöü]+")
_SILENT_END = re.compile(r"(?:[^aeiouyl]e|[aeiouy]le|[^aeiouydt]ed|[^aeiouysxzcgh]es)\Z")


class Readability(msgspec.Struct, frozen=True):
    """Counts and the figure made of them."""

    words: int
    sentences: int
    syllables: int
    words_per_sentence: float | None
    reading_ease: float | None
    band: str
    enough_text: bool
    """Whether there are as many words as in Flesch's samples."""


def measure_readability(paragraphs: Sequence[str]) -> Readability:
    """Count sentences, words and syllables of plain paragraphs; headings do not belong in it."""
    sentences = [one for paragraph in paragraphs for one in split_sentences(paragraph)]
    words = [word for sentence in sentences for word in split_words(sentence)]
    syllables = sum(map(count_syllables, words))
    if not words:
        return Readability(0, 0, 0, None, None, "", enough_text=False)
    length = len(words) / len(sentences)
    ease = 206.835 - 1.015 * length - 84.6 * syllables / len(words)
    return Readability(
        words=len(words),
        sentences=len(sentences),
        syllables=syllables,
        words_per_sentence=round(length, 1),
        reading_ease=round(ease, 1),
        band=next((name for bound, name in _BANDS if ease >= bound), _HARDEST),
        enough_text=len(words) >= SAMPLE_WORDS,
    )


def split_sentences(paragraph: str) -> list[str]:
    """Split at ends of sentences, not after abbreviations; keep only what has words."""
    sentences, begin = [], 0
    for end in _SENTENCE_END.finditer(paragraph):
        # The longest abbreviation has five characters: looking further back finds nothing.
        if not _NO_SENTENCE_END.search(paragraph, max(begin, end.start() - 8), end.start() + 1):
            sentences.append(paragraph[begin : end.end()].strip())
            begin = end.end()
    sentences.append(paragraph[begin:].strip())
    return [sentence for sentence in sentences if _WORD.search(sentence)]


def split_words(text: str) -> list[str]:
    """Return the words; a hyphenated one is one word, a number too."""
    return _WORD.findall(text)


def count_syllables(word: str) -> int:
    """Estimate the syllables of an English word; a number counts as one, as it does for Flesch."""
    lowered = word.lower().replace("\u2019", "'").removesuffix("'s")
    silent = 1 if _SILENT_END.search(lowered) else 0
    return max(1, len(_VOWELS.findall(lowered)) - silent)
