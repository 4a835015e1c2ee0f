"""Check the tags of a draft and say how they are written."""

import re
from collections.abc import Iterator, Sequence

import msgspec

TAGS_MIN, TAGS_MAX = 1, 10
"""Ours: without a tag nobody finds a post, with many each says nothing."""
CHARACTERS_MAX = 40
"""What core-api takes."""
_SEPARATORS = re.compile(r"[\W_]+")


class TagFinding(msgspec.Struct, frozen=True):
    """One tag, or all of them, to look at."""

    kind: str
    tag: str
    message: str


def check_tags(tags: Sequence[str]) -> list[TagFinding]:
    """Find tags that are not as all others are."""
    found = [finding for tag in tags for finding in _check_tag(tag)]
    if not TAGS_MIN <= len(tags) <= TAGS_MAX:
        message = f"{len(tags)} tags, expected {TAGS_MIN} to {TAGS_MAX}"
        found.append(TagFinding("tag_count", "", message))
    seen: dict[str, str] = {}
    for tag in tags:
        canonical = canonical_tag(tag)
        if canonical in seen:
            message = f"the same as {seen[canonical][:CHARACTERS_MAX]!r}; keep one"
            found.append(TagFinding("tag_repeated", tag, message))
        elif canonical:
            seen[canonical] = tag
    return found


def canonical_tag(tag: str) -> str:
    """Write a tag in small letters with single hyphens."""
    return _SEPARATORS.sub("-", tag.casefold()).strip("-")


def _check_tag(tag: str) -> Iterator[TagFinding]:
    wanted = canonical_tag(tag)
    if not wanted:
        yield TagFinding("tag_empty", tag, "a tag without letters or digits; remove it")
    elif wanted != tag:
        yield TagFinding("tag_form", tag, f"write it {wanted[:CHARACTERS_MAX]!r}")
    if len(tag) > CHARACTERS_MAX:
        message = f"{len(tag)} characters, at most {CHARACTERS_MAX}"
        yield TagFinding("tag_long", tag, message)
