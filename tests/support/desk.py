"""Pages of Black Rose for tests: somebody who stays logged in, and what comes by public forms."""

from collections.abc import Iterator
from contextlib import contextmanager

import httpx
from playwright.sync_api import Browser, Page, expect

from tests.support.black_rose import BASE, CONSOLE, BlackRose
from tests.support.browser import Watched, open_page
from tests.support.consoles import Person


@contextmanager
def logged_in(browser: Browser, environment: str, person: Person | None) -> Iterator[Watched]:
    """Open a page of somebody, or of a visitor, for many tests; its faults fail at the end."""
    context, watched = open_page(browser, environment, CONSOLE)
    if person is not None:
        watched.log_in(person, "/account")
    yield watched
    context.close()
    assert not watched.faults, "\n".join(watched.faults)


def ask_removal(black_rose: BlackRose, post: str, statement: str = "I never agreed to this") -> str:
    """Send a request for an urgent removal and return its number."""
    body = {
        "post_id": post,
        "contact": "victim@example.org",
        "statement": statement,
        "good_faith": True,
        "signature": "V. Victim",
    }
    url = f"{black_rose.founder.base_url}{BASE}/removals"
    answer = httpx.post(url, json=body, timeout=15)
    assert answer.is_success, answer.text
    return str(answer.json()["id"])


def status_of(black_rose: BlackRose, post: str) -> str:
    """Return the status of a post."""
    return str(black_rose.ask(None, "GET", f"/posts/{post}")["status"])


def send_as_page(page: Page, path: str, fields: dict[str, str]) -> int:
    """Send a change as the page's own script would, and return the status of the answer."""
    script = """async ([path, fields]) => {
        const headers = {"HX-Request": "true"};
        const body = new URLSearchParams(fields);
        return (await fetch(path, {method: "POST", headers, body})).status;
    }"""
    return int(page.evaluate(script, [path, fields]))


def read_as_page(page: Page, path: str) -> int:
    """Read a page as a script of this one would, and return the status of the answer."""
    script = "async (path) => (await fetch(path, {redirect: 'manual'})).status"
    return int(page.evaluate(script, path))


def done(page: Page, text: str) -> None:
    """Wait for the message of what was done."""
    expect(page.locator("#notice").get_by_text(text)).to_be_visible()
