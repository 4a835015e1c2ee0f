"""A child comes into its family and leaves it; between the two it starts and stops its time."""

import re
import secrets
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.browser import Watched, forge, open_page
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


def _take_up(watched: Watched, code: str, name: str = "Lea") -> None:
    """Take up an invitation by the form, and log in."""
    page = watched.open("/login")
    page.get_by_role("link", name="I have an invitation").click()
    login = f"{name}-{secrets.token_hex(4)}@example.org".lower()
    person = Person(login, "seven quiet otters swim", name, CONSOLE)
    page.get_by_label("Code of the invitation").fill(code)
    page.get_by_label("Name that others see").fill(person.name)
    page.get_by_label("Login", exact=True).fill(person.login)
    page.get_by_label("Password", exact=True).fill(person.password)
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_text("Welcome. Log in")).to_be_visible()
    watched.log_in(person)


def _add_child(page: Page, name: str) -> None:
    page.get_by_role("link", name="Add a member").click()
    page.get_by_label("Name").fill(name)
    expect(page.get_by_text("there is no location here at all")).to_be_visible()
    page.get_by_label("I am a guardian of this child").check()
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text(f"{name} is in the list.")).to_be_visible()


def _invite(parent: Watched, for_whom: str) -> str:
    page = parent.open("/family/invitations")
    page.get_by_label("For whom").select_option(label=for_whom)
    page.get_by_role("button", name="Make a code").click()
    expect(page.get_by_role("heading", name=f"Code for: {for_whom}")).to_be_visible()
    code = page.locator(".code code")
    expect(code).to_have_text(re.compile("^[A-Za-z0-9_-]{43}$"))
    return code.inner_text()


def test_child_who_takes_up_its_invitation_is_connected(
    browser: Browser, environment: str, parent: Watched
) -> None:
    page = parent.open("/family")
    _add_child(page, "Lea")
    page.get_by_role("link", name="Invite Lea").click()
    expect(page.get_by_label("For whom").locator("option:checked")).to_have_text("Lea (child)")
    context, child = open_page(browser, environment, CONSOLE)
    _take_up(child, _invite(parent, "Lea (child)"))
    expect(child.page.get_by_role("heading", name="Hello, Lea")).to_be_visible()
    expect(child.page.get_by_role("button", name="Start")).to_be_visible()

    parent.open("/family/invitations")
    row = page.get_by_role("row").filter(has_text="Lea")
    expect(row.get_by_text("taken up")).to_be_visible()
    expect(row.get_by_text("by Lea")).to_be_visible()
    expect(page.get_by_label("For whom").get_by_text("Lea (child)")).to_have_count(0)
    context.close()
    assert not child.faults


def test_newcomer_is_put_into_the_list_by_the_code(
    browser: Browser, environment: str, parent: Watched
) -> None:
    code = _invite(parent, "A teen who is not in the list yet")
    context, teen = open_page(browser, environment, CONSOLE)
    _take_up(teen, code, "Ruben")
    expect(teen.page.get_by_role("heading", name="Hello, Ruben")).to_be_visible()
    page = parent.open("/family")
    expect(page.get_by_role("link", name="Ruben", exact=True)).to_be_visible()
    context.close()
    assert not teen.faults


def test_deleted_member_is_out_at_once(
    browser: Browser, environment: str, home: Home, parent: Watched
) -> None:
    young = join(environment, home, "Finn", "teen")
    context, teen = open_page(browser, environment, CONSOLE)
    teen.log_in(young.person)
    teen.open("/messages")
    expect(teen.page.get_by_label("Your message")).to_be_visible()
    page = parent.open(f"/family/members/{young.member_id}")
    expect(page.get_by_text("Their login to GypsyCove ends at once")).to_be_visible()
    page.get_by_role("button", name="Delete").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Type it to confirm").fill("Finn")
    dialog.get_by_role("button", name="Delete").click()
    expect(
        page.get_by_text("Finn is deleted, with all records. The login is ended.")
    ).to_be_visible()

    teen.page.goto(f"{teen.url}/messages")
    expect(teen.page.get_by_role("button", name="Log in")).to_be_visible()
    room = f"/api/v1/messages/rooms/family:{home.id}/messages"
    assert young.api.ask("GET", room).status_code == 401
    context.close()
    assert not teen.faults


def test_parent_is_not_offered_to_delete_oneself(parent: Watched, home: Home) -> None:
    own = home.parent_member()
    page = parent.open(f"/family/members/{own}")
    expect(page.get_by_text("This is you.")).to_be_visible()
    expect(page.get_by_role("button", name="Delete")).to_have_count(0)
    assert forge(page, f"/family/members/{own}/delete", {"typed": "Ada Linden"}) == 409


def test_code_of_an_invitation_is_shown_once(parent: Watched) -> None:
    code = _invite(parent, "A parent who is not in the list yet")
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
