"""Members on the running Black Rose console: a code redeemed, what it opens, reports, messages."""

from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import OpenPage
from tests.support.black_rose import BlackRose, Creator
from tests.support.browser import Watched, tab_to
from tests.support.consoles import Person

pytestmark = pytest.mark.docker
_XSS = '<svg onload="document.title=1"><a href="javascript:alert(1)">x</a>'


@dataclass(frozen=True, slots=True)
class _Cast:
    creator: Creator
    moderator: Person
    member: Person
    tier: str
    post: str
    """For that tier."""


@pytest.fixture(scope="module")
def cast(black_rose: BlackRose, creator: Creator, moderator: Person, member: Person) -> _Cast:
    tier = black_rose.tier(creator)
    post = black_rose.published(
        creator, moderator, "For Petals only", access="tier", tier_id=tier, body="Below the roses."
    )
    return _Cast(creator, moderator, member, tier, post)


def test_code_opens_the_post_of_its_tier_for_one_member_and_no_other(
    mia: Watched, visit: OpenPage, black_rose: BlackRose, cast: _Cast
) -> None:
    page = mia.open(f"/posts/{cast.post}")
    expect(page.get_by_role("heading", name="Not Found")).to_be_visible()
    code = black_rose.code(cast.creator, cast.tier)
    page = mia.open("/subscriptions")
    page.get_by_role("textbox", name="Code").fill(code)
    page.get_by_role("button", name="Redeem").click()
    expect(page.get_by_text("The code worked.")).to_be_visible()
    row = page.get_by_role("row", name=cast.creator.pseudonym)
    expect(row.get_by_text("active")).to_be_visible()
    page = mia.open(f"/creators/{cast.creator.id}")
    expect(page.get_by_text("yours")).to_be_visible()
    page.get_by_role("link", name="For Petals only").click()
    expect(page.get_by_text("Below the roses.")).to_be_visible()

    other = visit("web-shell")
    page = other.log_in(black_rose.member("Otto Other"), f"/posts/{cast.post}")
    expect(page.get_by_role("heading", name="Not Found")).to_be_visible()
    page = other.open("/subscriptions")
    page.get_by_role("textbox", name="Code").fill(code)
    page.get_by_role("button", name="Redeem").click()
    expect(page.get_by_role("alert")).to_contain_text("the code does not work")


def test_feed_has_what_is_open_and_not_what_was_withdrawn(
    mia: Watched, black_rose: BlackRose, cast: _Cast
) -> None:
    black_rose.published(cast.creator, cast.moderator, "Stays")
    gone = black_rose.published(cast.creator, cast.moderator, "Goes")
    page = mia.open(f"/feed?creator={cast.creator.id}")
    expect(page.get_by_role("link", name="Goes")).to_be_visible()
    black_rose.ask(cast.creator.person, "POST", f"/posts/{gone}/withdraw")
    page.reload()
    expect(page.get_by_role("link", name="Stays")).to_be_visible()
    expect(page.get_by_role("link", name="Goes")).to_have_count(0)
    expect(mia.open(f"/posts/{gone}").get_by_role("heading", name="Not Found")).to_be_visible()


def test_report_reaches_the_moderators(mia: Watched, black_rose: BlackRose, cast: _Cast) -> None:
    post = black_rose.published(cast.creator, cast.moderator, "Taken from somebody")
    page = mia.open(f"/posts/{post}")
    page.get_by_role("button", name="Report this post").click()
    page.get_by_label("What is wrong").select_option("copyright")
    page.get_by_label("Tell us more").fill("This picture is mine.")
    page.get_by_role("button", name="Send the report").click()
    expect(page.get_by_text("Thank you. A moderator decides by")).to_be_visible()
    client = black_rose.as_(cast.moderator)
    found = client.get("/api/v1/blackrose/reports", params={"status": "open", "limit": 500})
    mine = [one for one in found.json()["items"] if one["post_id"] == post]
    assert [(one["reason_code"], one["note"]) for one in mine] == [
        ("copyright", "This picture is mine.")
    ]


def test_what_creators_write_stays_text(mia: Watched, black_rose: BlackRose, cast: _Cast) -> None:
    post = black_rose.published(cast.creator, cast.moderator, _XSS, body=f"{_XSS}\n\nSecond.")
    page = mia.open(f"/posts/{post}")
    expect(page.get_by_role("heading", level=1)).to_have_text(_XSS)
    expect(page.locator(".post-body p").first).to_have_text(_XSS)
    assert page.locator(".post-body a, .post-body svg").count() == 0
    page = mia.open(f"/feed?creator={cast.creator.id}")
    expect(page.get_by_role("link", name=_XSS)).to_be_visible()
    assert page.locator("a[href^=javascript]").count() == 0


def test_member_and_creator_write_to_each_other(
    mia: Watched, visit: OpenPage, black_rose: BlackRose, cast: _Cast
) -> None:
    black_rose.redeem(cast.member, black_rose.code(cast.creator, cast.tier))
    page = mia.open("/messages")
    page.get_by_role("link", name=cast.creator.pseudonym).click()
    page.get_by_label("Your message").fill("Is the garden open?")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Is the garden open?")).to_be_visible()
    other = visit("web-shell").log_in(cast.creator.person, "/messages")
    expect(other.get_by_text("1 unread")).to_be_visible()
    other.get_by_role("link", name=cast.creator.pseudonym).click()
    other.get_by_label("Your message").fill("Until ten.")
    other.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Until ten.")).to_be_visible(timeout=15_000)


def test_member_redeems_and_reports_by_keyboard_alone(
    visit: OpenPage, black_rose: BlackRose, cast: _Cast
) -> None:
    watched = visit("web-shell")
    page = watched.log_in(black_rose.member("Kay Keys"), "/subscriptions")
    keyboard = page.keyboard
    tab_to(page, "code")
    keyboard.type(black_rose.code(cast.creator, cast.tier))
    keyboard.press("Enter")
    expect(page.get_by_text("The code worked.")).to_be_visible()
    tab_to(page, cast.creator.pseudonym)
    keyboard.press("Enter")
    page.wait_for_url("**/creators/*")
    tab_to(page, "For Petals only")
    keyboard.press("Enter")
    expect(page.get_by_text("Below the roses.")).to_be_visible()
    tab_to(page, "Report this post")
    keyboard.press("Enter")
    tab_to(page, "reason_code")
    keyboard.type("Something")
    keyboard.press("Tab")
    keyboard.type("It smells of thorns.")
    tab_to(page, "Send the report")
    keyboard.press("Enter")
    expect(page.get_by_text("Thank you. A moderator decides by")).to_be_visible()
