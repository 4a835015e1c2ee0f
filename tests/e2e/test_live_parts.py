"""Pages keep themselves up to date, and stop when nobody looks."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Response, expect

from tests.support.browser import open_page
from tests.support.consoles import the_founder

pytestmark = pytest.mark.docker
_PAGE = "/godmode/agents"
_MORE_THAN_A_POLL_MS = 7_000


@pytest.fixture
def page(browser: Browser, environment: str) -> Iterator[Page]:
    context, watched = open_page(browser, environment, "novaos-console")
    yield watched.log_in(the_founder(environment), _PAGE)
    context.close()


def _polls(page: Page) -> list[Response]:
    """Collect the answers to polls from now on."""
    found: list[Response] = []
    page.on(
        "response", lambda one: found.append(one) if one.request.headers.get("x-live") else None
    )
    return found


def test_poll_comes_within_the_interval_and_an_unchanged_one_is_empty(page: Page) -> None:
    polls = _polls(page)
    page.wait_for_timeout(2 * _MORE_THAN_A_POLL_MS)
    assert len(polls) >= 2
    assert {one.status for one in polls} <= {200, 304}
    for one in polls:
        assert one.status == 304 or one.headers["etag"]


def test_paused_page_does_not_poll_and_goes_on_when_resumed(page: Page) -> None:
    page.keyboard.press("p")
    expect(page.get_by_role("button", name="Resume updates")).to_be_visible()
    polls = _polls(page)
    page.wait_for_timeout(_MORE_THAN_A_POLL_MS)
    assert polls == []
    page.get_by_role("button", name="Resume updates").click()
    page.wait_for_timeout(_MORE_THAN_A_POLL_MS)
    assert polls


def test_hidden_page_does_not_poll(page: Page) -> None:
    page.evaluate(
        "Object.defineProperty(document, 'hidden', {value: true, configurable: true}); 0",
    )
    polls = _polls(page)
    page.wait_for_timeout(_MORE_THAN_A_POLL_MS)
    assert polls == []
    page.evaluate(
        "Object.defineProperty(document, 'hidden', {value: false, configurable: true});"
        "document.dispatchEvent(new Event('visibilitychange')); 0",
    )
    page.wait_for_timeout(1_000)
    assert polls


def test_lost_connection_is_said_and_so_is_the_age_of_the_data(page: Page) -> None:
    context: BrowserContext = page.context
    context.set_offline(True)
    expect(page.get_by_text("No connection.")).to_be_visible()
    expect(page.locator("[data-live-age][data-old]")).to_be_visible(timeout=25_000)
    context.set_offline(False)
    expect(page.get_by_text("No connection.")).to_be_hidden()
    expect(page.locator("[data-live-age][data-old]")).to_be_hidden(timeout=25_000)


def test_longer_interval_is_kept(page: Page) -> None:
    page.get_by_label("every").select_option("60")
    polls = _polls(page)
    page.wait_for_timeout(_MORE_THAN_A_POLL_MS)
    assert polls == []
    page.reload()
    expect(page.get_by_label("every")).to_have_value("60")
