"""First render of console pages in real Chromium, beside the same bytes served as plain files.

One page of each area, filled with data, with the assets in the browser's cache as for somebody who
works there. The twin is what a page costs that asks nobody: what is above it is our servers' time.
"""

from urllib.parse import urlsplit

from playwright.sync_api import Page

from tests.bench.measurement import Measured, Peer, Result, Say
from tests.support.browser import chromium
from tests.support.console_pages import ConsolePage
from tests.support.foreign_site import serving
from tests.support.page_walk import open_each
from tests.support.walks import AREAS, pages_of

_RUNS = 10
_EXPECTED_MS = 300.0
_FIRST_PAINT = """() => new Promise(done => new PerformanceObserver(list => {
  for (const one of list.getEntriesByName('first-contentful-paint')) done(one.startTime);
}).observe({type: 'paint', buffered: true}))"""
_READ_ALL = """url => Promise.all(
  [url, ...performance.getEntriesByType('resource').map(one => one.name)].map(async name => {
    const answer = await fetch(name);
    return [name, answer.headers.get('content-type'), await answer.text()];
  }))"""
_Files = dict[str, tuple[str, bytes]]


def measure(environment: str, say: Say) -> list[Result]:
    """Time of the first contentful paint of each page."""
    results: list[Result] = []
    with chromium() as browser:
        for area in AREAS:
            say(f"rendering a page of {area}")
            pages = [one for one in pages_of(environment, area) if one.person is not None]
            for page, watched in open_each(browser, environment, pages[:1]):
                results.append(_measure_page(page, watched.page, watched.url))
    return results


def _measure_page(page: ConsolePage, shown: Page, url: str) -> Measured:
    files = _keep_files(shown, url + page.path)
    ours, twins = [], []
    with serving(lambda path: files.get(path, ("text/plain", b""))) as twin:
        for _ in range(_RUNS):
            ours.append(_first_paint(shown, url + page.path))
            twins.append(_first_paint(shown, twin + urlsplit(url + page.path).path))
    return Measured(
        name=f"first render of {page.slug}",
        unit="ms",
        samples=tuple(ours),
        expected=_EXPECTED_MS,
        peer=Peer("the same bytes as plain files", tuple(twins)),
    )


def _first_paint(page: Page, url: str) -> float:
    page.goto(url, wait_until="load")
    return float(page.evaluate(_FIRST_PAINT))


def _keep_files(page: Page, url: str) -> _Files:
    """Load a page, and keep everything that came for it by path."""
    page.goto(url, wait_until="load")
    files: _Files = {}
    for address, kind, text in page.evaluate(_READ_ALL, url):
        files[urlsplit(address).path] = (kind, text.encode())
    return files
