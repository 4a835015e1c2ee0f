"""The founder's first page in a browser: what runs, at a glance, and live."""

import re

import pytest
from playwright.sync_api import Page, Response, expect

from tests.support.axe import check_accessibility
from tests.support.browser import Watched

pytestmark = [pytest.mark.docker, pytest.mark.timeout(180)]
_POLL_MS = 12_000
"""Two intervals and some."""
_AGENTS = ("audita", "echo", "glitch", "lyra", "nova", "riven", "velora")
_STORES = ("postgres", "redis agents", "redis brc", "redis gypsycove")


@pytest.fixture
def page(founder: Watched) -> Page:
    return founder.open("/overview")


def test_agents_and_stores_are_shown_with_their_states(page: Page) -> None:
    agents = page.get_by_role("region", name="Agents", exact=True)
    expect(agents.locator(".figure")).to_have_text(re.compile(r"\d of 7 online"))
    for name in _AGENTS:
        expect(agents.get_by_text(name, exact=True)).to_be_visible()
    stores = page.get_by_role("region", name="Stores", exact=True)
    for name in _STORES:
        expect(stores.get_by_role("listitem").filter(has_text=name)).to_contain_text("answers")


def test_nothing_is_said_to_be_unread(page: Page) -> None:
    expect(page.get_by_role("heading", level=2).first).to_be_visible()
    expect(page.get_by_text("could not be read", exact=True)).to_have_count(0)
    supply = page.get_by_role("region", name="Supply chain", exact=True)
    expect(supply).to_contain_text(re.compile(r"Verdicts passed\s*\d+ of \d+"))


@pytest.mark.parametrize(
    ("title", "path"),
    [
        ("Agents", "/godmode/agents"),
        ("Supply chain", "/supply-chain"),
        ("Alerts", "/glitch"),
        ("Commands of the last day", "/orchestration"),
        ("Requests to core-api", "/analytics"),
    ],
)
def test_cards_lead_to_their_pages(page: Page, title: str, path: str) -> None:
    link = page.get_by_role("heading", name=title, exact=True).get_by_role("link")
    expect(link).to_have_attribute("href", path)


def test_people_are_linked(page: Page) -> None:
    expect(page.locator("main").get_by_role("link", name="People")).to_have_attribute(
        "href", "/people"
    )


def test_page_polls_one_part_and_can_be_paused(page: Page) -> None:
    with page.expect_response(_is_poll, timeout=_POLL_MS) as polled:
        pass
    assert polled.value.status in {200, 304}
    page.get_by_role("button", name="Pause updates").click()
    expect(page.get_by_role("button", name="Resume updates")).to_be_visible()


def test_overview_is_accessible_and_fits_a_phone(page: Page) -> None:
    assert check_accessibility(page) == []
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.set_viewport_size({"width": 1280, "height": 720})


def _is_poll(response: Response) -> bool:
    return response.url.endswith("/overview/state")
