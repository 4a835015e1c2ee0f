"""Review how a draft is built: sentences, paragraphs, headings; each finding says where and why."""

from collections.abc import Iterator, Sequence

import msgspec

from agents.lyra.markdown_text import Heading, MarkdownText
from agents.lyra.readability import split_sentences, split_words

SENTENCE_WORDS_MAX = 25
"""https://insidegovuk.blog.gov.uk/2014/08/04/sentence-length-why-25-words-is-our-limit/"""
PARAGRAPH_WORDS_MAX = 120
"""Ours: about six sentences of twenty words."""
SECTION_WORDS_MAX = 300
"""Ours: a screen or two without a heading."""
_EXCERPT_WORDS = 8


class Finding(msgspec.Struct, frozen=True):
    """One thing to look at."""

    kind: str
    line: int
    message: str


def check_structure(text: MarkdownText) -> list[Finding]:
    """Find what makes a text hard to read, in order of its lines."""
    found = [*_check_paragraphs(text), *_check_headings(text.headings), *_check_sections(text)]
    return sorted(found, key=lambda finding: finding.line)


def _check_paragraphs(text: MarkdownText) -> Iterator[Finding]:
    for paragraph in text.paragraphs:
        words = len(split_words(paragraph.text))
        if words > PARAGRAPH_WORDS_MAX:
            message = f"paragraph of {words} words, at most {PARAGRAPH_WORDS_MAX}; split it by idea"
            yield Finding("long_paragraph", paragraph.line, message)
        for sentence in split_sentences(paragraph.text):
            length = len(split_words(sentence))
            if length > SENTENCE_WORDS_MAX:
                yield Finding("long_sentence", paragraph.line, _too_long(sentence, length))


def _too_long(sentence: str, length: int) -> str:
    begin = " ".join(sentence.split()[:_EXCERPT_WORDS])[:100]
    return f"sentence of {length} words, at most {SENTENCE_WORDS_MAX}: {begin} ..."


def _check_headings(headings: Sequence[Heading]) -> Iterator[Finding]:
    # WCAG 2.2, technique G141: headings are nested without a gap.
    level = headings[0].level if headings else 0
    seen: set[str] = set()
    for heading in headings:
        if not heading.text:
            yield Finding("empty_heading", heading.line, "heading without text; write or remove it")
        elif heading.text.casefold() in seen:
            message = f"heading {heading.text[:80]!r} is there twice; tell the sections apart"
            yield Finding("repeated_heading", heading.line, message)
        if heading.level > level + 1:
            message = f"level {heading.level} follows level {level}; use level {level + 1}"
            yield Finding("skipped_level", heading.line, message)
        level = heading.level
        seen.add(heading.text.casefold())


def _check_sections(text: MarkdownText) -> Iterator[Finding]:
    """Find long stretches of text without a heading, and headings without text."""
    marks = [(0, "the beginning"), *((one.line, repr(one.text[:80])) for one in text.headings)]
    for position, (line, name) in enumerate(marks):
        end = marks[position + 1][0] if position + 1 < len(marks) else None
        words = sum(
            len(split_words(paragraph.text))
            for paragraph in text.paragraphs
            if paragraph.line > line and (end is None or paragraph.line < end)
        )
        if words > SECTION_WORDS_MAX:
            message = f"{words} words after {name} without a heading, at most {SECTION_WORDS_MAX}"
            yield Finding("long_section", line + 1, message)
        elif not words and line and end is None:
            yield Finding("empty_section", line, f"nothing follows {name}; write or remove it")
