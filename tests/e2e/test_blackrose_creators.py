"""Posts of creators on the running Black Rose console: written, agreed to, reviewed, published."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import OpenPage
from tests.support.black_rose import BlackRose, Creator, in_days
from tests.support.browser import Watched, forge, tab_to

pytestmark = pytest.mark.docker
_ROSA = {"person_ref": "P-1", "display_name": "Rosa"}
_XSS = '<img src=x onerror="document.title=1"><script>document.title=2</script>'


def _fill_consent(page: Page) -> None:
    page.get_by_role("button", name="Record a consent").click()
    page.get_by_label("Version of the text").fill("2026-1")
    page.get_by_label("Signed at (UTC)").fill("2026-01-02T10:00")
    page.get_by_label("Where the proof of age is kept").fill("safe 3")
    page.get_by_label("Signed paper", exact=False).first.set_input_files(
        {"name": "paper.txt", "mimeType": "text/plain", "buffer": b"I agree. Rosa"}
    )
    page.get_by_role("dialog").get_by_role("button", name="Record the consent").click()


def test_post_without_consent_cannot_be_published_and_with_it_can(
    studio: Watched, black_rose: BlackRose
) -> None:
    page = studio.open("/studio/posts/new")
    page.get_by_label("Title").fill("Before the rain")
    page.get_by_label("Text", exact=True).fill("The first paragraph.\n\nThe second one.")
    page.get_by_label("Reference 1").fill("P-1")
    page.get_by_label("Name 1").fill("Rosa")
    page.get_by_role("button", name="Save the draft").click()
    expect(page.get_by_text("The draft is kept.")).to_be_visible()
    page.get_by_role("button", name="Submit for review").click()
    expect(page.get_by_text("The post waits for review")).to_be_visible()
    post = page.url.rpartition("/")[2]
    black_rose.approve(post, black_rose.moderator())

    page.reload()
    expect(page.get_by_text("Publishing is blocked: a consent is missing.")).to_be_visible()
    expect(page.get_by_text("The consent of Rosa (P-1) to publish")).to_be_visible()
    expect(page.get_by_role("button", name="Publish")).to_have_count(0)
    assert forge(page, f"/studio/posts/{post}/publish") == 409

    _fill_consent(page)
    expect(page.get_by_text("The consent is on record.")).to_be_visible()
    expect(page.get_by_text("agrees", exact=False).first).to_be_visible()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("The post is published.")).to_be_visible()


def test_revoked_consent_hides_the_post(
    studio: Watched, black_rose: BlackRose, creator: Creator
) -> None:
    post = black_rose.submitted(creator, "On the bridge", depicted=[_ROSA])
    black_rose.consent(creator, post, "P-1")
    black_rose.approve(post, black_rose.moderator())
    black_rose.ask(creator.person, "POST", f"/posts/{post}/publish")
    page = studio.open(f"/studio/posts/{post}")
    page.locator("summary", has_text="Consent of").click()
    page.get_by_role("button", name="Revoke").click()
    expect(page.get_by_text("The consent is revoked.")).to_be_visible()
    expect(page.get_by_text("Members do not see it now.")).to_be_visible()


def test_post_sent_back_by_the_review_becomes_a_draft_when_it_is_changed(
    studio: Watched, black_rose: BlackRose, creator: Creator
) -> None:
    post = black_rose.submitted(creator, "Too blurred")
    body = {"reason_code": "quality", "note": "The second picture."}
    black_rose.ask(black_rose.moderator(), "POST", f"/posts/{post}/reject", body)
    page = studio.open(f"/studio/posts/{post}")
    expect(page.get_by_text("The review sent this post back: its quality")).to_be_visible()
    expect(page.get_by_text("The second picture.")).to_be_visible()
    page.get_by_role("link", name="Edit").click()
    page.get_by_label("Title").fill("Sharp now")
    page.get_by_role("button", name="Save the draft").click()
    expect(page.get_by_text("Only you see this draft.")).to_be_visible()
    expect(page.get_by_role("heading", name="Sharp now")).to_be_visible()


def test_withdrawing_asks_for_the_word(
    studio: Watched, black_rose: BlackRose, creator: Creator
) -> None:
    post = black_rose.draft(creator, "A mistake")
    page = studio.open(f"/studio/posts/{post}")
    assert forge(page, f"/studio/posts/{post}/withdraw", {"typed": "yes"}) == 422
    page.get_by_role("button", name="Withdraw", exact=True).click()
    page.get_by_label("Type it to confirm").fill("withdraw")
    page.get_by_role("button", name="Withdraw for good").click()
    expect(page.get_by_text("The post is withdrawn.")).to_be_visible()
    expect(page.get_by_role("button", name="Withdraw", exact=True)).to_have_count(0)


def test_titles_and_texts_stay_text(studio: Watched) -> None:
    page = studio.open("/studio/posts/new")
    page.get_by_label("Title").fill(_XSS)
    page.get_by_label("Text", exact=True).fill(_XSS)
    page.get_by_label("Tags").fill("<b>loud</b>")
    page.get_by_role("button", name="Save the draft").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(_XSS)
    expect(page.locator(".post-body")).to_have_text(_XSS)
    expect(page.get_by_text("<b>loud</b>")).to_be_visible()
    page = studio.open("/studio/posts")
    expect(page.get_by_role("link", name=_XSS)).to_be_visible()
    assert page.locator("main img, main script").count() == 0


def test_planned_post_is_not_seen_before_its_time(
    studio: Watched, black_rose: BlackRose, creator: Creator
) -> None:
    post = black_rose.submitted(creator, "For tomorrow", scheduled_for=in_days(1))
    black_rose.approve(post, black_rose.moderator())
    page = studio.open(f"/studio/posts/{post}")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("The post is planned.")).to_be_visible()
    feed = black_rose.ask(black_rose.member(), "GET", f"/posts?creator_id={creator.id}")
    assert post not in {one["id"] for one in feed["items"]}


def test_creator_works_by_keyboard_alone(visit: OpenPage, black_rose: BlackRose) -> None:
    watched = visit("web-shell")
    page = watched.log_in(black_rose.creator().person, "/studio/posts")
    keyboard = page.keyboard
    tab_to(page, "Write a post")
    keyboard.press("Enter")
    page.wait_for_url("**/studio/posts/new")
    tab_to(page, "title")
    keyboard.type("By keyboard")
    keyboard.press("Tab")
    keyboard.type("Written without a mouse.")
    tab_to(page, "person_ref")
    keyboard.type("P-1")
    keyboard.press("Tab")
    keyboard.type("Rosa")
    tab_to(page, "Save the draft")
    keyboard.press("Enter")
    expect(page.get_by_text("The draft is kept.")).to_be_visible()

    tab_to(page, "Record a consent")
    keyboard.press("Enter")
    tab_to(page, "text_version")
    keyboard.type("2026-1")
    tab_to(page, "signed_at")
    keyboard.type("01022026")
    keyboard.press("Tab")
    keyboard.type("1000AM")
    tab_to(page, "age_check_ref")
    keyboard.type("safe 3")
    tab_to(page, "signed_text_sha256")
    keyboard.type("ab" * 32)
    keyboard.press("Enter")
    expect(page.get_by_text("The consent is on record.")).to_be_visible()

    tab_to(page, "Submit for review")
    keyboard.press("Enter")
    expect(page.get_by_text("The post waits for review")).to_be_visible()
