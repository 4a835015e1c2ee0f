"""Check alternative texts of images (WCAG 2.2, success criterion 1.1.1).

What a picture shows cannot be seen here: only that there is a text, and that it is no file name, no
"image of", not too long, not the same as another one.
"""

import re
from collections.abc import Iterator, Sequence

from agents.lyra.markdown_text import Reference
from agents.lyra.structure import Finding

CHARACTERS_MAX = 150
"""Ours: screen readers do not let people pause within one; longer belongs into the text."""
_REDUNDANT = re.compile(r"(?i:(?:an?\s+|the\s+)?(?:image|picture|photo|graphic|icon)\s+of\b)")
_FILE_NAME = re.compile(r"(?i:[\w.-]{1,120}\.(?:jpe?g|png|gif|webp|avif|svg|heic|mp4))")
_PLACEHOLDERS = frozenset({"image", "photo", "picture", "alt", "alt text", "untitled", "todo"})


def check_alt_texts(images: Sequence[Reference]) -> list[Finding]:
    """Find images whose alternative text does not help."""
    found = [finding for image in images for finding in check_alt_text(image.text, image.line)]
    seen: dict[str, str] = {}
    for image in images:
        other = seen.setdefault(image.text.casefold(), image.address)
        if image.text and other != image.address:
            message = (
                f"alternative text {image.text[:80]!r} is used for two images; tell them apart"
            )
            found.append(Finding("alt_repeated", image.line, message))
    return found


def check_alt_text(text: str, line: int) -> Iterator[Finding]:
    """Find what is wrong with one alternative text."""
    if not text.strip():
        yield Finding("alt_missing", line, "image without alternative text; say what it shows")
    elif text.strip().casefold() in _PLACEHOLDERS:
        yield Finding("alt_placeholder", line, f"alternative text {text!r} says nothing")
    elif _FILE_NAME.fullmatch(text.strip()):
        yield Finding("alt_file_name", line, f"alternative text {text[:80]!r} is a file name")
    if _REDUNDANT.match(text.strip()):
        message = f"alternative text begins with {text.strip()[:20]!r}; leave that out"
        yield Finding("alt_redundant", line, message)
    if len(text) > CHARACTERS_MAX:
        message = f"alternative text of {len(text)} characters, at most {CHARACTERS_MAX}"
        yield Finding("alt_long", line, message)
