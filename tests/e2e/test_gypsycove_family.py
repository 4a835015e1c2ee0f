"""A child comes into its family: added, invited, connected; then it starts and stops its time."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.browser import Watched, open_page
from tests.support.consoles import Person
from tests.support.family import CONSOLE, Home, at_console, join, make_home

pytestmark = pytest.mark.docker
_POLL_MS = 15_000
"""Two polls, and a slow answer."""


@pytest.fixture(scope="module")
def home(environment: str) -> Home:
    """A family with a parent."""
    return make_home(environment)


@pytest.fixture(scope="module")
def parent(browser: Browser, environment: str, home: Home) -> Iterator[Watched]:
    """The parent's browser."""
    with at_console(browser, environment, home.parent) as watched:
        yield watched


def _take_up(watched: Watched, code: str) -> Person:
    """Take up an invitation by the form, and log in."""
    page = watched.open("/login")
    page.get_by_role("link", name="I have an invitation").click()
    person = Person(
        f"lea-{code[:8].lower()}@example.org", "seven quiet otters swim", "Lea", CONSOLE
    )
    page.get_by_label("Code of the invitation").fill(code)
    page.get_by_label("Name that others see").fill(person.name)
    page.get_by_label("Login", exact=True).fill(person.login)
    page.get_by_label("Password", exact=True).fill(person.password)
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_text("Welcome. Log in")).to_be_visible()
    watched.log_in(person)
    return person


def _add_child(page: Page, name: str) -> None:
    page.get_by_role("link", name="Add a member").click()
    page.get_by_label("Name").fill(name)
    expect(page.get_by_text("there is no location here at all")).to_be_visible()
    page.get_by_label("I am a guardian of this child").check()
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text(f"{name} is in the list.")).to_be_visible()


def _invite(parent: Watched) -> str:
    page = parent.open("/family/invitations")
    page.get_by_role("button", name="Make a code").click()
    code = page.locator(".code code")
    expect(code).to_have_text(re.compile("^[A-Za-z0-9_-]{43}$"))
    return code.inner_text()


def test_child_is_added_invited_and_connected(
    browser: Browser, environment: str, parent: Watched
) -> None:
    page = parent.open("/family")
    _add_child(page, "Lea")
    context, child = open_page(browser, environment, CONSOLE)
    _take_up(child, _invite(parent))
    expect(child.page.get_by_role("heading", name="Welcome, Lea")).to_be_visible()
    child.page.get_by_role("button", name="Say hello").click()
    expect(child.page.get_by_text("Your parents can see you now.")).to_be_visible()

    parent.open("/family")
    expect(page.get_by_role("heading", name="Lea has joined")).to_be_visible()
    page.get_by_label("This is").select_option(label="Lea")
    page.get_by_role("button", name="Connect").click()
    expect(page.get_by_text("Lea is connected.")).to_be_visible()

    # The child's page goes on by itself.
    expect(child.page.get_by_role("heading", name="Hello, Lea")).to_be_visible(timeout=_POLL_MS)
    context.close()
    assert not child.faults


def test_code_of_an_invitation_is_shown_once(parent: Watched) -> None:
    code = _invite(parent)
    page = parent.open("/family/invitations")
    expect(page.get_by_text("not taken up").first).to_be_visible()
    assert code not in page.content()
    waiting = page.get_by_role("button", name="Withdraw")
    count = waiting.count()
    waiting.first.click()
    expect(page.get_by_text("The invitation is withdrawn.")).to_be_visible()
    expect(waiting).to_have_count(count - 1)


def test_child_starts_and_stops_and_everybody_sees_the_time(
    browser: Browser, environment: str, home: Home, parent: Watched
) -> None:
    young = join(environment, home, "Mila")
    home.put(f"/members/{young.member_id}/budget", {"minutes": _every_day(60)})
    parents_page = parent.open(f"/family/members/{young.member_id}")
    expect(parents_page.get_by_text("no screen time now")).to_be_visible()
    with at_console(browser, environment, young.person) as child:
        page = child.page
        expect(page.locator(".time-left")).to_have_text("1 h")
        expect(page.get_by_text("0 min of 1 h").first).to_be_visible()
        page.get_by_label("What do you want to do?").select_option(label="Making things")
        page.get_by_role("button", name="Start").click()
        expect(page.locator(".badge", has_text="Your time runs")).to_be_visible()
        expect(parents_page.get_by_text("screen time runs")).to_be_visible(timeout=_POLL_MS)
        page.get_by_role("button", name="Stop").click()
        expect(page.get_by_text("Stopped. Well done!")).to_be_visible()
        expect(page.get_by_role("button", name="Start")).to_be_visible()
        child.open("/about-me")
        expect(page.get_by_role("cell", name="Making things")).to_be_visible()


def test_parent_stops_a_child_s_time(
    browser: Browser, environment: str, home: Home, parent: Watched
) -> None:
    young = join(environment, home, "Tom", "teen")
    with at_console(browser, environment, young.person) as teen:
        teen.page.get_by_role("button", name="Start").click()
        expect(teen.page.locator(".badge", has_text="Your time runs")).to_be_visible()
        page = parent.open(f"/family/members/{young.member_id}")
        page.get_by_role("button", name="Stop the screen time").click()
        expect(page.get_by_text("The screen time is stopped.")).to_be_visible()
        start = teen.page.get_by_role("button", name="Start")
        expect(start).to_be_visible(timeout=_POLL_MS)


def test_child_without_consent_is_not_added(parent: Watched) -> None:
    page = parent.open("/family/new-member")
    page.get_by_label("Name").fill("Nobody")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("A child needs the consent of a guardian")).to_be_visible()


def _every_day(minutes: int) -> dict[str, int]:
    return dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), minutes)
