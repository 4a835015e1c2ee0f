"""Read the Markdown of a draft: headings, paragraphs, links and images.

Only what the reviews need: ATX headings, inline links and images; fenced code is left out. All
patterns are bounded, so that no text makes them slow.
"""

import re

import msgspec

_HEADING = re.compile(r"(#{1,6})(?:[ \t]+(.*))?")
_REFERENCE = re.compile(
    r"(!?)\[([^\[\]\n]{0,500})\]"
    r"\([ \t]{0,8}((?:[^()\s]|\([^()\s]{0,200}\)){0,2000})"
    r'(?:[ \t]{1,8}"[^"\n]{0,300}")?[ \t]{0,8}\)'
)
"""Mark of an image, text, address with at most one level of brackets, title."""
_BARE_ADDRESS = re.compile(r"(?<![(\[<\w])(?:https?|ftp)://[^\s<>()\[\]]{1,2000}")
_LIST_MARK = re.compile(r"\A(?:[-*+]|\d{1,9}[.)])[ \t]+")
_QUOTE_MARK = re.compile(r"\A(?:>[ \t]?)+")
_EMPHASIS = re.compile(r"[*_`~]+")
_FENCES = ("```", "~~~")


class Heading(msgspec.Struct, frozen=True):
    """A heading without its marks."""

    level: int
    text: str
    line: int


class Reference(msgspec.Struct, frozen=True):
    """A link or an image."""

    text: str
    """What is shown for a link, the alternative text of an image."""
    address: str
    line: int


class Paragraph(msgspec.Struct, frozen=True):
    """Plain text without marks, and where it begins."""

    text: str
    line: int


class MarkdownText(msgspec.Struct, frozen=True):
    """The parts of a text; lines count from 1."""

    headings: list[Heading]
    paragraphs: list[Paragraph]
    links: list[Reference]
    images: list[Reference]
    bare_addresses: list[Reference]
    unread: list[Reference]
    """What looks like a link and is none that can be read: nobody checked where it leads."""


def parse_markdown(text: str) -> MarkdownText:
    """Take a text apart."""
    found = MarkdownText([], [], [], [], [], [])
    gathered: list[str] = []
    begin, fence = 1, ""
    for number, raw in enumerate([*text.splitlines(), ""], start=1):
        line = _QUOTE_MARK.sub("", raw.strip(), count=1)
        if fence or line.startswith(_FENCES):
            fence = _next_fence(fence, line)
            line = ""
        _collect_references(line, number, found)
        heading = _HEADING.fullmatch(line)
        # A list item, a heading and an empty line each end the paragraph before them.
        if gathered and (not line or heading or _LIST_MARK.match(line)):
            found.paragraphs.append(Paragraph(" ".join(gathered), begin))
            gathered = []
        if heading:
            title = _plain((heading[2] or "").rstrip("# \t"))
            found.headings.append(Heading(len(heading[1]), title, number))
        elif plain := _plain(_LIST_MARK.sub("", line, count=1)):
            begin = begin if gathered else number
            gathered.append(plain)
    return found


def _next_fence(fence: str, line: str) -> str:
    """Return the fence that is open after `line`."""
    if not fence:
        return line[:3]
    return "" if line.startswith(fence) else fence


def _collect_references(line: str, number: int, found: MarkdownText) -> None:
    for mark, text, address in _REFERENCE.findall(line):
        reference = Reference(text.strip(), address, number)
        (found.images if mark else found.links).append(reference)
    rest = _REFERENCE.sub(" ", line)
    if "](" in rest:
        found.unread.append(Reference(rest.strip()[:100], "", number))
    bare = _BARE_ADDRESS.findall(rest)
    found.bare_addresses.extend(Reference(address, address, number) for address in bare)


def _plain(line: str) -> str:
    """Drop images and marks; keep the text of links."""
    without_marks = _REFERENCE.sub(lambda match: "" if match[1] else match[2], line)
    return _EMPHASIS.sub("", _BARE_ADDRESS.sub("", without_marks)).strip()
