"""What a family agrees: budget, screen-free times, consent, check-ins, the emergency card."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.browser import Watched
from tests.support.family import Home, Young, at_console, join, make_home

pytestmark = pytest.mark.docker
_POLL_MS = 15_000
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@pytest.fixture(scope="module")
def home(environment: str) -> Home:
    """A family with a parent."""
    return make_home(environment)


@pytest.fixture(scope="module")
def young(environment: str, home: Home) -> Young:
    """Its child."""
    return join(environment, home, "Mila")


@pytest.fixture(scope="module")
def parent(browser: Browser, environment: str, home: Home) -> Iterator[Watched]:
    """The parent's browser."""
    with at_console(browser, environment, home.parent) as watched:
        yield watched


@pytest.fixture(scope="module")
def child(browser: Browser, environment: str, young: Young) -> Iterator[Watched]:
    """The child's browser."""
    with at_console(browser, environment, young.person) as watched:
        yield watched


@pytest.fixture
def member(parent: Watched, young: Young) -> Page:
    """The child's page, as the parent sees it."""
    return parent.open(f"/family/members/{young.member_id}")


def test_changed_budget_is_what_the_child_has(member: Page, child: Watched) -> None:
    for day in _DAYS:
        member.get_by_label(day, exact=True).and_(member.get_by_role("spinbutton")).fill("75")
    member.get_by_role("button", name="Save the budget").click()
    expect(member.get_by_text("The daily budget is saved.")).to_be_visible()
    page = child.open("/me")
    expect(page.locator(".time-left")).to_have_text("1 h 15 min")
    expect(page.locator("dd", has_text="1 h 15 min")).to_have_count(7)
    member.get_by_role("button", name="Have no daily limit").click()
    expect(member.get_by_text("There is no daily limit any more.")).to_be_visible()
    child.open("/me")
    expect(page.get_by_text("There is no limit for you today.")).to_be_visible()


def test_downtime_keeps_the_child_from_starting(member: Page, child: Watched) -> None:
    for day in _DAYS:
        member.get_by_role("checkbox", name=day).check()
    member.get_by_label("The whole day").check()
    member.get_by_role("button", name="Add the time").click()
    expect(member.get_by_text("Every day, the whole day").first).to_be_visible()
    page = child.open("/me")
    expect(page.locator(".badge", has_text="Screen-free time")).to_be_visible()
    expect(page.get_by_role("button", name="Start")).to_have_count(0)
    member.get_by_role("button", name="Remove Every day").click()
    expect(member.get_by_text("The screen-free time is removed.")).to_be_visible()
    expect(page.get_by_role("button", name="Start")).to_be_visible(timeout=_POLL_MS)


def test_withdrawn_consent_stops_recording(member: Page, child: Watched) -> None:
    member.get_by_role("button", name="Withdraw the consent").click()
    expect(member.get_by_text("The consent is withdrawn.")).to_be_visible()
    page = child.open("/me")
    expect(page.get_by_text("A parent has to agree first")).to_be_visible()
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_text("no parent has consented")).to_be_visible()
    member.get_by_label("I am a guardian of this child").check()
    member.get_by_role("button", name="Consent", exact=True).click()
    expect(member.get_by_text("Thank you. The consent is recorded.")).to_be_visible()
    child.open("/about-me")
    expect(page.get_by_text("withdrawn")).to_be_visible()


def test_check_in_is_made_and_done(parent: Watched, child: Watched) -> None:
    plan, page = parent.open("/check-ins"), child.open("/check-ins")
    plan.get_by_label("Who").select_option(label="Mila")
    plan.get_by_label("Day").select_option(index=1)
    plan.get_by_label("Until").fill("18:30")
    plan.get_by_label("What it is about").fill("Back from the lake")
    plan.get_by_role("button", name="Ask for it").click()
    expect(plan.get_by_text("The check-in is planned.")).to_be_visible()
    expect(plan.get_by_role("button", name="I am fine")).to_have_count(0)
    expect(page.get_by_text("Back from the lake")).to_be_visible(timeout=_POLL_MS)
    expect(page.locator("strong", has_text="18:30")).to_be_visible()
    page.get_by_role("button", name="I am fine").click()
    expect(page.get_by_text("Your family can see that you are well.")).to_be_visible()
    row = plan.get_by_role("listitem").filter(has_text="Back from the lake")
    expect(row.locator(".badge", has_text="done")).to_be_visible(timeout=_POLL_MS)


def test_late_check_in_is_shown_as_late(home: Home, young: Young, parent: Watched) -> None:
    body = {"member_id": young.member_id, "due_at": "2026-01-05T08:00:00Z", "note": "Long ago"}
    made = home.post(f"/families/{home.id}/check-ins", body)
    page = parent.open("/check-ins")
    row = page.get_by_role("listitem").filter(has_text="Long ago")
    expect(row.locator(".badge", has_text="late")).to_be_visible()
    expect(row.get_by_text("Mon 05 Jan, 09:00")).to_be_visible()
    found = home.api.get(f"/api/v1/gypsycove/families/{home.id}/check-ins")
    assert made["id"] in {one["id"] for one in found["items"]}


def test_emergency_card_is_written_by_parents_and_read_by_all(
    parent: Watched, child: Watched
) -> None:
    page = parent.open("/card")
    page.get_by_role("link", name="Change the card").click()
    page.get_by_label("Where to meet").fill("The old oak")
    contact = page.get_by_role("group", name="Contact 1")
    contact.get_by_label("Name").fill("Grandmother Ilse")
    contact.get_by_label("Phone").fill("+49 30 1234567")
    page.get_by_role("button", name="Save the card").click()
    expect(page.get_by_text("The emergency card is saved.")).to_be_visible()
    card = child.open("/card")
    expect(card.get_by_text("The old oak")).to_be_visible()
    expect(card.get_by_role("link", name="+49 30 1234567")).to_be_visible()
    expect(card.get_by_role("link", name="Change the card")).to_have_count(0)


def test_settings_of_the_family_are_changed(parent: Watched, home: Home) -> None:
    page = parent.open("/family/settings")
    page.get_by_label("Time zone").fill("Pacific/Auckland")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The settings are saved.")).to_be_visible()
    found = home.api.get(f"/api/v1/gypsycove/families/{home.id}")
    assert found["time_zone"] == "Pacific/Auckland"
    parent.open("/family/settings")
    page.get_by_label("Time zone").fill("Mars/Olympus")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("expected a name of the tz database")).to_be_visible()
