"""Messages go from one to the other while both look; and what people write is never markup."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.browser import Watched
from tests.support.family import Home, Young, at_console, join, make_home

pytestmark = pytest.mark.docker
_POLL_MS = 15_000
_ATTACK = '<img src=x onerror="document.title=1"><script>document.title=1</script>{{7*7}}'
_PAGES = ("/family", "/requests", "/check-ins", "/messages", "/week", "/card")


@pytest.fixture(scope="module")
def home(environment: str) -> Home:
    """A family with a parent."""
    return make_home(environment, f"{_ATTACK[:60]}")


@pytest.fixture(scope="module")
def young(environment: str, home: Home) -> Young:
    """Its child, whose name is an attack."""
    return join(environment, home, f"Mila {_ATTACK}")


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


def _write(page: Page, text: str) -> None:
    page.get_by_label("Your message").fill(text)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Sent.")).to_be_visible()


def test_message_of_one_is_seen_by_the_other(parent: Watched, child: Watched) -> None:
    page, other = parent.open("/messages"), child.open("/messages")
    _write(page, "Dinner is at seven.")
    expect(other.get_by_text("Dinner is at seven.")).to_be_visible(timeout=_POLL_MS)
    child.open("/messages")
    expect(other.get_by_role("link", name="Family").get_by_text("1 new")).to_be_visible()
    other.get_by_role("button", name="Mark as read").click()
    expect(other.get_by_text("Marked as read.")).to_be_visible()
    expect(other.get_by_text("1 new")).to_have_count(0)
    _write(other, "May Noah come along?")
    expect(page.get_by_text("May Noah come along?")).to_be_visible(timeout=_POLL_MS)


def test_families_only_read_the_news_of_the_platform(child: Watched) -> None:
    page = child.open("/messages?room=platform:gypsycove")
    expect(page.get_by_role("heading", name="News")).to_be_visible()
    expect(page.get_by_label("Your message")).to_have_count(0)


def test_what_people_write_stays_text(
    home: Home, young: Young, parent: Watched, child: Watched
) -> None:
    _write(child.open("/messages"), _ATTACK)
    young.post(f"/members/{young.member_id}/extra-time", {"minutes": 5, "reason": _ATTACK})
    body = {"member_id": young.member_id, "due_at": "2026-01-05T08:00:00Z", "note": _ATTACK}
    home.post(f"/families/{home.id}/check-ins", body)
    card = {"meeting_place_name": _ATTACK, "contacts": [], "medical_notes": _ATTACK}
    home.put(f"/families/{home.id}/emergency-card", card)
    member = f"/family/members/{young.member_id}"
    for path in (*_PAGES, member):
        _require_inert(parent.open(path))
    for path in ("/me", "/check-ins", "/messages", "/week", "/card", "/about-me"):
        _require_inert(child.open(path))


def _require_inert(page: Page) -> None:
    main = page.locator("main")
    expect(main.locator("img, script")).to_have_count(0)
    if "/check-ins" in page.url or "/messages" in page.url:
        expect(main.locator("[data-live]").get_by_text("{{7*7}}").first).to_be_visible()
    assert page.title() != "1"
