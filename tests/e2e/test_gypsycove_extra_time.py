"""More time: a child asks, a parent answers, and both see it without doing anything more."""

from collections.abc import Iterator
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.browser import Watched, forge
from tests.support.family import Home, Young, at_console, join, make_home

pytestmark = pytest.mark.docker
_POLL_MS = 15_000
_MINUTES = dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), 60)


class Both(NamedTuple):
    """A parent and a child, each in a browser of its own."""

    parent: Watched
    child: Watched


@pytest.fixture(scope="module")
def home(environment: str) -> Home:
    """A family with a parent."""
    return make_home(environment)


@pytest.fixture
def young(environment: str, home: Home) -> Young:
    """A child with an hour for each day."""
    young = join(environment, home, "Mila")
    home.put(f"/members/{young.member_id}/budget", {"minutes": _MINUTES})
    return young


@pytest.fixture
def both(browser: Browser, environment: str, home: Home, young: Young) -> Iterator[Both]:
    """Both are logged in."""
    with (
        at_console(browser, environment, home.parent) as parent,
        at_console(browser, environment, young.person) as child,
    ):
        yield Both(parent, child)


def _ask(page: Page, minutes: int, reason: str) -> None:
    page.get_by_label("How many minutes?").fill(str(minutes))
    page.get_by_label("Why?").fill(reason)
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.get_by_text("Your question is sent.")).to_be_visible()
    expect(page.get_by_text("Waiting for an answer")).to_be_visible()


def test_approved_request_gives_the_child_more_time(both: Both) -> None:
    parent, child = both.parent.open("/requests"), both.child.page
    expect(parent.get_by_text("No open request")).to_be_visible()
    expect(child.locator(".time-left")).to_have_text("1 h")
    _ask(child, 20, "The film is nearly over")

    expect(parent.get_by_text("Mila asks for 20 min more")).to_be_visible(timeout=_POLL_MS)
    expect(parent.get_by_text("The film is nearly over")).to_be_visible()
    parent.get_by_label("Your words to Mila").fill("Enjoy the end")
    parent.get_by_role("button", name="Approve for Mila").click()
    expect(parent.get_by_text("The request is approved.")).to_be_visible()

    expect(child.locator(".time-left")).to_have_text("1 h 20 min", timeout=_POLL_MS)
    expect(child.get_by_text("You got 20 min more.")).to_be_visible(timeout=_POLL_MS)
    expect(child.get_by_text("Enjoy the end")).to_be_visible()


def test_parent_gives_another_amount_and_both_see_both(both: Both) -> None:
    parent, child = both.parent.open("/requests"), both.child.page
    _ask(child, 30, "Two more episodes")
    minutes = parent.get_by_label("Minutes to give")
    expect(minutes).to_have_value("30", timeout=_POLL_MS)
    minutes.fill("10")
    parent.get_by_role("button", name="Approve for Mila").click()
    expect(parent.get_by_text("The request is approved.")).to_be_visible()
    row = parent.get_by_role("row").filter(has_text="Two more episodes")
    expect(row.get_by_role("cell").nth(2)).to_have_text("30")
    expect(row.get_by_role("cell").nth(3)).to_have_text("10")

    expect(child.get_by_text("You got 10 min more. You asked for 30 min.")).to_be_visible(
        timeout=_POLL_MS
    )
    expect(child.locator(".time-left")).to_have_text("1 h 10 min", timeout=_POLL_MS)


def test_amount_that_nobody_can_give_is_refused(both: Both, young: Young) -> None:
    path = f"/members/{young.member_id}/extra-time"
    request = young.post(path, {"minutes": 5, "reason": ""})
    page = both.parent.open("/requests")
    target = f"/requests/{request['id']}/decision"
    for minutes in ("0", "241", "ten", "1e3"):
        assert forge(page, target, {"decision": "approve", "minutes": minutes}) == 422
    assert forge(page, target, {"decision": "deny", "minutes": "0"}) == 204


def test_denied_request_tells_the_child_why(both: Both) -> None:
    parent, child = both.parent.open("/family"), both.child.page
    _ask(child, 45, "One more round")
    deny = parent.get_by_role("button", name="Deny Mila")
    expect(deny).to_be_visible(timeout=_POLL_MS)
    parent.get_by_label("Your words to Mila").fill("It is late")
    deny.click()
    expect(parent.get_by_text("The request is denied.")).to_be_visible()
    assert parent.url.endswith("/family")

    expect(child.get_by_text("Not this time: 45 min.")).to_be_visible(timeout=_POLL_MS)
    expect(child.get_by_text("It is late")).to_be_visible()
    expect(child.locator(".time-left")).to_have_text("1 h")


def test_unknown_decision_is_refused(both: Both, young: Young) -> None:
    path = f"/members/{young.member_id}/extra-time"
    request = young.post(path, {"minutes": 5, "reason": ""})
    page = both.parent.open("/requests")
    note = page.locator(f"#note-{request['id']}")
    expect(note).to_be_visible()
    status = page.evaluate(
        """path => fetch(path, {method: "POST", headers: {"HX-Request": "true"},
            body: new URLSearchParams({decision: "../../families"})}).then(a => a.status)""",
        f"/requests/{request['id']}/decision",
    )
    assert status == 422
