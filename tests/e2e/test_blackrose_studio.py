"""The studio beside posts: tiers and codes, members, the ledger, the legal name, notices."""

from secrets import token_hex

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import OpenPage
from tests.support.black_rose import BlackRose, Creator
from tests.support.browser import Watched

pytestmark = pytest.mark.docker


def test_archived_tier_is_offered_no_more(
    studio: Watched, black_rose: BlackRose, creator: Creator
) -> None:
    black_rose.tier(creator, "This summer")
    tier = black_rose.tier(creator, "Last summer")
    page = studio.open(f"/studio/tiers/{tier}")
    page.get_by_label("Archived").check()
    page.get_by_role("button", name="Save the tier").click()
    expect(page.locator(".badge", has_text="archived")).to_be_visible()
    for path in ("/studio/members", "/studio/tiers/invitations"):
        choice = studio.open(path).get_by_label("Tier", exact=True)
        expect(choice).to_contain_text("This summer")
        expect(choice).not_to_contain_text("Last summer")


def test_account_code_makes_a_member_of_somebody_new(studio: Watched, visit: OpenPage) -> None:
    page = studio.open("/studio/members")
    page.get_by_role("button", name="Make an account code").click()
    code = page.locator(".code").inner_text()
    newcomer = visit("web-shell").open("/invitation")
    newcomer.get_by_label("Code of the invitation").fill(code)
    newcomer.get_by_label("Name that others see").fill("Nina New")
    newcomer.get_by_label("Login").fill(f"nina-{token_hex(4)}")
    newcomer.get_by_label("Password").fill(f"a sentence {token_hex(8)}")
    newcomer.get_by_role("button", name="Join").click()
    expect(newcomer.get_by_text("Welcome. Log in")).to_be_visible()


def test_tier_is_made_changed_and_opened_by_a_code_that_is_shown_once(studio: Watched) -> None:
    page = studio.open("/studio/tiers")
    page.get_by_label("Name").fill("Garden")
    page.get_by_label("Price of a month").fill("12.50")
    page.get_by_label("Benefits").fill("A letter a month\nEarly reading")
    page.get_by_role("button", name="Make the tier").click()
    expect(page.get_by_text("12.50 EUR")).to_be_visible()
    expect(page.get_by_text("Early reading").first).to_be_visible()
    page.get_by_role("link", name="Change Garden").click()
    page.get_by_label("Price of a month").fill("9")
    page.get_by_role("button", name="Save the tier").click()
    expect(page.get_by_text("9.00 EUR")).to_be_visible()
    page.get_by_role("link", name="Invitation codes").click()
    page.get_by_role("button", name="Make a code").click()
    code = page.locator(".code").inner_text()
    assert len(code) == 32
    page.reload()
    expect(page.get_by_text("not redeemed")).to_be_visible()
    assert code not in page.content()


def test_ledger_entry_of_a_subscription_entitles_the_member(
    studio: Watched, black_rose: BlackRose, creator: Creator
) -> None:
    black_rose.tier(creator, "Lanterns")
    member = black_rose.member()
    number = black_rose.member_id(member)
    page = studio.open("/studio/ledger")
    page.get_by_role("button", name="Add an entry").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Kind").select_option("subscription")
    dialog.get_by_label("Amount").fill("5,00")
    dialog.get_by_label("Category").fill("memberships")
    dialog.get_by_label("Reference").fill(f"paper {number[:8]}")
    dialog.get_by_label("s number").fill(number)
    dialog.get_by_label("Tier").select_option(label="Lanterns")
    dialog.get_by_role("button", name="Add the entry").click()
    expect(page.get_by_text("the member is entitled for a month")).to_be_visible()
    row = page.get_by_role("row", name=f"paper {number[:8]}")
    expect(row.get_by_text("+5.00 EUR")).to_be_visible()
    held = black_rose.ask(member, "GET", "/entitlements")["items"]
    assert [one["source"] for one in held] == ["ledger"]


def test_member_is_granted_a_tier_and_loses_it(
    studio: Watched, black_rose: BlackRose, creator: Creator
) -> None:
    black_rose.tier(creator, "Moss")
    number = black_rose.member_id(black_rose.member())
    page = studio.open("/studio/members")
    page.get_by_label("s number").fill(number)
    page.get_by_label("Tier", exact=True).select_option(label="Moss")
    page.get_by_role("button", name="Grant the tier").click()
    expect(page.get_by_text("The member is entitled.")).to_be_visible()
    page.get_by_text("End tier Moss").click()
    page.get_by_role("button", name="End it now").click()
    expect(page.get_by_text("The entitlement has ended.")).to_be_visible()
    expect(page.get_by_text("ended by the creator")).to_be_visible()


def test_legal_name_is_shown_on_request_and_the_reading_is_listed(studio: Watched) -> None:
    page = studio.open("/studio/profile")
    expect(page.get_by_text("Nobody yet")).to_be_visible()
    page.get_by_label("New legal name").fill("Cleo Clearwater")
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_text("Your legal name is kept, sealed.")).to_be_visible()
    assert "Clearwater" not in page.content()
    page.get_by_role("button", name="Show it").click()
    expect(page.get_by_text("Cleo Clearwater")).to_be_visible()
    page.reload()
    expect(page.get_by_role("cell", name="legal name")).to_be_visible()


def test_copyright_notice_is_answered_by_its_creator_and_shown_to_no_other(
    studio: Watched, visit: OpenPage, black_rose: BlackRose, creator: Creator
) -> None:
    post = black_rose.published(creator, black_rose.moderator(), "The bridge at noon")
    notice = black_rose.notice(post)
    page = studio.open("/studio/notices")
    page.get_by_role("link", name="The bridge at noon").click()
    expect(page.get_by_text("Claire Claimant")).to_be_visible()
    page.get_by_label("Your legal name").fill("Cleo Clearwater")
    page.get_by_label("Address").fill("2 Side Street")
    page.get_by_label("Telephone").fill("+1 555 0100")
    page.get_by_label("Why it was a mistake").fill("I took it myself.")
    page.get_by_label("Under penalty of perjury").check()
    page.get_by_label("I consent to the jurisdiction").check()
    page.get_by_label("Signature").fill("Cleo Clearwater")
    page.get_by_role("button", name="Send the counter-notice").click()
    expect(page.get_by_text("Your counter-notice is received.")).to_be_visible()
    expect(page.get_by_text("May come back")).to_be_visible()
    page.get_by_role("button", name="Read it").click()
    expect(page.get_by_text("I took it myself.")).to_be_visible()
    path = f"/studio/notices/{notice}"
    other = visit("web-shell").log_in(black_rose.creator().person, path)
    expect(other.get_by_role("heading", name="Not Found")).to_be_visible()


def test_calendar_shows_a_plan_on_its_day(
    studio: Watched, black_rose: BlackRose, creator: Creator
) -> None:
    black_rose.draft(creator, "For the new year", scheduled_for="2027-01-01T08:00:00Z")
    page = studio.open("/studio/calendar?from=2027-01-01")
    day = page.get_by_role("listitem").filter(has_text="Fri 01 Jan")
    expect(day.get_by_role("link", name="For the new year")).to_be_visible()
