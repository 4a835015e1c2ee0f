"""`python -m tests.screenshots`: a picture of every page, light, dark and on a phone.

They are for people to look at: nothing is compared. The README's pictures are some of these, made
smaller.
"""

import argparse
import html
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

from novaos.workspace import REPOSITORY, VAR
from tests.support.browser import chromium
from tests.support.page_walk import PHONE, WIDE, open_dialog, open_each
from tests.support.walks import AREAS, pages_of

_FOLDER = VAR / "screenshots"
_PICTURES = REPOSITORY / "docs" / "pictures"
_IN_README = (
    "overview",
    "agents-table",
    "supply-chain",
    "family-parent-family",
    "family-child-me",
    "studio-post-published",
)
"""Slugs of pages."""
_PICTURE_PIXELS = (1280, 800)
_WAIT_MS = 150


def main() -> int:
    """Make all pictures and say where they are."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--environment", default="test")
    parser.add_argument("--readme", action="store_true", help="also make the pictures of README.md")
    arguments = parser.parse_args()
    _FOLDER.mkdir(parents=True, exist_ok=True)
    made = []
    with chromium() as browser:
        for area in AREAS:
            pages = pages_of(arguments.environment, area)
            for page, watched in open_each(browser, arguments.environment, pages):
                watched.page.set_viewport_size(WIDE)  # type: ignore[arg-type]
                watched.open(page.path)
                made += _take_all(watched.page, page.slug, page.dialogs)
    _write_index(made)
    if arguments.readme:
        _write_pictures()
    sys.stdout.write(f"{len(made)} pictures: {_FOLDER / 'index.html'}\n")
    return 0


def _take_all(page: Page, slug: str, dialogs: tuple[str, ...]) -> list[Path]:
    made = [_take(page, slug, "light"), _take(page, slug, "dark")]
    page.emulate_media(color_scheme="light")
    for dialog in dialogs:
        open_dialog(page, dialog)
        made.append(_take(page, f"{slug}-{dialog}", "light"))
        page.keyboard.press("Escape")
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    return [*made, _take(page, slug, "phone")]


def _take(page: Page, slug: str, kind: str) -> Path:
    page.emulate_media(color_scheme="dark" if kind == "dark" else "light")
    page.wait_for_timeout(_WAIT_MS)
    file = _FOLDER / f"{slug}-{kind}.png"
    page.screenshot(path=file, full_page=True)
    return file


def _write_index(made: list[Path]) -> None:
    shown = "\n".join(
        f"<figure><img src='{html.escape(one.name)}' width=400 loading=lazy>"
        f"<figcaption>{html.escape(one.stem)}</figcaption></figure>"
        for one in made
    )
    text = f"<!doctype html><meta charset=utf-8><title>Pages</title>\n{shown}\n"
    (_FOLDER / "index.html").write_text(text, encoding="utf-8")


def _write_pictures() -> None:
    _PICTURES.mkdir(parents=True, exist_ok=True)
    for slug in _IN_README:
        source = _FOLDER / f"{slug}-light.png"
        with Image.open(source) as picture:
            top = picture.crop((0, 0, picture.width, min(picture.height, _PICTURE_PIXELS[1])))
            top.convert("RGB").save(_PICTURES / f"{slug}.webp", quality=80, method=6)


if __name__ == "__main__":
    sys.exit(main())
