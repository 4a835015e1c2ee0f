"""What the desks of Black Rose have to do with: removals, the status of a post, what is said."""

import httpx
from playwright.sync_api import Page, expect

from tests.support.black_rose import BASE, BlackRose


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


def read_as_page(page: Page, path: str) -> int:
    """Read a page as a script of this one would, and return the status of the answer."""
    script = "async (path) => (await fetch(path, {redirect: 'manual'})).status"
    return int(page.evaluate(script, path))


def done(page: Page, text: str) -> None:
    """Wait for the message of what was done."""
    expect(page.locator("#notice").get_by_text(text)).to_be_visible()
