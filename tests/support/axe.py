"""axe-core on a page, in both themes: every rule of WCAG 2.2 AA that a program can judge."""

import functools
from typing import Any

from playwright.sync_api import Page

from images.vendor import ensure_vendor

_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def check_accessibility(page: Page) -> list[str]:
    """Find violations on the page as it is now, in both themes."""
    found = []
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        found += [f"{theme}: {each}" for each in _run(page)]
    page.emulate_media(color_scheme="light")
    return found


def _run(page: Page) -> list[str]:
    if not page.evaluate("typeof window.axe === 'object'"):
        page.evaluate(_source())
    result: dict[str, Any] = page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})",
        _TAGS,
    )
    return [
        f"{one['id']}: {one['help']}: {node['target']} {node['failureSummary']}"
        for one in result["violations"]
        for node in one["nodes"]
    ]


@functools.cache
def _source() -> str:
    """Return axe-core as it is locked; a fresh checkout fetches it here."""
    return (ensure_vendor() / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
