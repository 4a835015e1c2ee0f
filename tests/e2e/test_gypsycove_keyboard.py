"""Nobody needs a mouse: a child starts its time and asks for more, a parent approves."""

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.support.family import at_console, join, make_home

pytestmark = pytest.mark.docker
_TABS_MAX = 60
_POLL_MS = 15_000
_MINUTES = dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), 60)


def _tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until the element has the focus."""
    for _ in range(_TABS_MAX):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"{wanted} is not reached within {_TABS_MAX} steps")


def test_time_is_started_asked_for_and_approved_by_keyboard(
    browser: Browser, environment: str
) -> None:
    home = make_home(environment)
    young = join(environment, home, "Mila")
    home.put(f"/members/{young.member_id}/budget", {"minutes": _MINUTES})
    with (
        at_console(browser, environment, young.person) as child,
        at_console(browser, environment, home.parent) as parent,
    ):
        page = child.page
        _tab_to(page, page.get_by_role("button", name="Start"))
        page.keyboard.press("Enter")
        expect(page.get_by_text("Your time runs. Have fun!")).to_be_visible()
        _tab_to(page, page.get_by_label("How many minutes?"))
        page.keyboard.press("Control+A")
        page.keyboard.type("35")
        _tab_to(page, page.get_by_role("button", name="Ask", exact=True))
        page.keyboard.press("Enter")
        expect(page.get_by_text("Your question is sent.")).to_be_visible()

        deciding = parent.open("/requests")
        _tab_to(deciding, deciding.get_by_role("button", name="Approve for Mila"))
        deciding.keyboard.press("Enter")
        expect(deciding.get_by_text("The request is approved.")).to_be_visible()
        expect(page.get_by_text("You got 35 min more.")).to_be_visible(timeout=_POLL_MS)
