"""Open every page of an area once, and note what is true of it; tests judge the notes.

A person logs in once per area. A page is opened by its address, as a bookmark does.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from playwright.sync_api import Browser, Page

from tests.support.axe import check_accessibility
from tests.support.browser import Watched, open_page
from tests.support.console_pages import ConsolePage

WIDE = {"width": 1280, "height": 800}
NARROW = {"width": 320, "height": 640}
PHONE = {"width": 360, "height": 740}
_SHIFTS = """() => new Promise(done => {
  let sum = 0;
  new PerformanceObserver(list => {
    for (const one of list.getEntries()) if (!one.hadRecentInput) sum += one.value;
  }).observe({type: 'layout-shift', buffered: true});
  setTimeout(() => done(sum), 100);
})"""
_SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@dataclass
class PageFacts:
    """What is true of one page."""

    slug: str
    expected_status: int
    status: int
    title: str
    violations: list[str]
    """Of accessibility, in both themes, its dialogs too."""
    sideways_pixels: int
    """How much wider than the window it is at 320 px."""
    compressed_bytes: int
    """Everything that was loaded for it, with an empty cache."""
    layout_shift: float
    """Sum of the scores (Layout Instability API)."""
    faults: list[str] = field(default_factory=list)


def open_each(
    browser: Browser, environment: str, pages: list[ConsolePage]
) -> Iterator[tuple[ConsolePage, Watched]]:
    """Give every page to its person, logged in but not there yet."""

    def whose(page: ConsolePage) -> tuple[str, str]:
        return (page.console, page.person.login if page.person else "")

    for _, of_person in groupby(sorted(pages, key=whose), key=whose):
        group = list(of_person)
        context, watched = open_page(browser, environment, group[0].console, viewport=WIDE)
        if group[0].person is not None:
            watched.log_in(group[0].person, "/account")
        for page in group:
            yield page, watched
        context.close()


def look_at(page: ConsolePage, watched: Watched) -> PageFacts:
    """Open a page and note what is true of it."""
    watched.faults.clear()
    browser_page = watched.page
    browser_page.set_viewport_size(WIDE)  # type: ignore[arg-type]
    received = _count_bytes(browser_page)
    answer = browser_page.goto(watched.url + page.path, wait_until="load")
    shift = browser_page.evaluate(_SHIFTS)
    compressed = received()
    violations = check_accessibility(browser_page)
    for dialog in page.dialogs:
        violations += [f"#{dialog}: {one}" for one in _look_at_dialog(browser_page, dialog)]
    browser_page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    return PageFacts(
        slug=page.slug,
        expected_status=page.status,
        status=answer.status if answer else 0,
        title=browser_page.title(),
        violations=violations,
        sideways_pixels=browser_page.evaluate(_SIDEWAYS),
        compressed_bytes=compressed,
        layout_shift=shift,
        faults=list(watched.faults),
    )


def open_dialog(page: Page, dialog: str) -> None:
    """Open a dialog as people do; that of the keyboard has no button."""
    if dialog == "shortcuts":
        page.locator("body").press("?")
    else:
        page.locator(f"[data-opens='{dialog}']").first.click()
    page.locator(f"dialog#{dialog}[open]").wait_for()


def _look_at_dialog(page: Page, dialog: str) -> list[str]:
    open_dialog(page, dialog)
    found = check_accessibility(page)
    page.keyboard.press("Escape")
    page.locator(f"dialog#{dialog}").wait_for(state="hidden")
    return found


def _count_bytes(page: Page) -> Callable[[], int]:
    """Count what the network brings from now on, with the cache switched off."""
    session = page.context.new_cdp_session(page)
    total = 0

    def add(event: dict[str, Any]) -> None:
        nonlocal total
        total += int(event["encodedDataLength"])

    session.on("Network.loadingFinished", add)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})

    def stop() -> int:
        session.detach()
        return total

    return stop
