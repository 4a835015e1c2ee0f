"""Moderators of Black Rose at work: two people for a post, cases with clocks, and nobody else."""

import re
import secrets
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.support.black_rose import BlackRose, Creator
from tests.support.browser import Watched, forge, logged_in
from tests.support.consoles import Person
from tests.support.desk import ask_removal, done, read_as_page, status_of

pytestmark = [pytest.mark.docker, pytest.mark.usefixtures("public_forms")]
_XSS = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>"
_NOBODY = "00000000-0000-4000-8000-000000000009"


@pytest.fixture(scope="module")
def second(black_rose: BlackRose) -> Person:
    """The second person of a review."""
    return black_rose.moderator("Nils Moderator")


@pytest.fixture(scope="module")
def nils(browser: Browser, environment: str, second: Person) -> Iterator[Watched]:
    with logged_in(browser, environment, second) as watched:
        yield watched


def test_one_alone_cannot_and_the_second_person_approves(
    black_rose: BlackRose, moderator: Person, creator: Creator, mona: Watched, nils: Watched
) -> None:
    title = f"By a moderator {secrets.token_hex(3)}"
    body = {"title": title, "body": "Text", "access": "public", "creator_id": creator.id}
    post = black_rose.ask(moderator, "POST", "/posts", body)["id"]
    black_rose.ask(moderator, "POST", f"/posts/{post}/submit")
    page = mona.open(f"/moderation/posts/{post}")
    page.get_by_role("button", name="Approve").click()
    done(page, "ask a second person")
    assert status_of(black_rose, post) == "review"
    page = nils.open("/moderation/review")
    page.get_by_role("link", name=title).click()
    page.get_by_role("button", name="Approve").click()
    done(page, "is approved")
    assert status_of(black_rose, post) == "approved"
    page = mona.open(f"/moderation/posts/{post}")
    expect(page.get_by_text("approve by Nils Moderator")).to_be_visible()
    expect(page.get_by_role("button", name="Approve")).to_have_count(0)


def test_post_is_sent_back_with_its_reason(
    black_rose: BlackRose, creator: Creator, mona: Watched
) -> None:
    shown = [{"person_ref": "P-1", "display_name": "Anna"}]
    post = black_rose.submitted(creator, "Somebody is shown", depicted=shown)
    page = mona.open(f"/moderation/posts/{post}")
    expect(page.get_by_text("Without a valid consent: Anna")).to_be_visible()
    page.get_by_role("button", name="Send back").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Reason").select_option("Somebody shown did not agree")
    dialog.get_by_label("Note").fill(_XSS)
    dialog.get_by_role("button", name="Send back").click()
    done(page, "is sent back")
    assert status_of(black_rose, post) == "rejected"
    mona.open(f"/moderation/posts/{post}")
    expect(page.get_by_text(_XSS)).to_be_visible()
    assert page.title() != "owned"


def test_keyboard_alone_approves(black_rose: BlackRose, creator: Creator, mona: Watched) -> None:
    title = f"By keyboard {secrets.token_hex(3)}"
    post = black_rose.submitted(creator, title)
    page = mona.open("/moderation/review")
    expect(page.get_by_role("link", name=title)).to_be_visible()
    for _ in range(60):
        page.keyboard.press("j")
        if page.evaluate("document.activeElement.textContent") == title:
            break
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/posts/{post}")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == "Approve":
            break
    page.keyboard.press("Enter")
    done(page, "is approved")
    assert status_of(black_rose, post) == "approved"


def test_report_hides_and_its_dismissal_shows_again(
    black_rose: BlackRose, second: Person, creator: Creator, member: Person, mona: Watched
) -> None:
    post = black_rose.published(creator, second, "Reported")
    report = black_rose.report(member, post)
    page = mona.open("/moderation/reports")
    opener = page.locator(f'[data-opens="report-{report}"]')
    for _ in range(20):
        if opener.count():
            break
        page.get_by_role("link", name="More reports").click()
    opener.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Decision").select_option("Hide the post")
    dialog.get_by_role("button", name="Decide").click()
    done(page, "The post is hidden.")
    assert status_of(black_rose, post) == "hidden"
    verdict = {"decision": "dismissed", "reason_code": "other"}
    assert forge(page, f"/moderation/reports/{report}/decide", verdict) == 204
    assert status_of(black_rose, post) == "published"


def test_removal_is_decided_with_its_word_typed(
    black_rose: BlackRose, second: Person, creator: Creator, mona: Watched
) -> None:
    post = black_rose.published(creator, second, "Never agreed")
    removal = ask_removal(black_rose, post, _XSS)
    assert status_of(black_rose, post) == "hidden"
    page = mona.open("/moderation/removals")
    case = page.get_by_role("article", name=f"Request {removal[:8]}")
    expect(case.get_by_text("ok")).to_be_visible()
    expect(case.get_by_text(_XSS)).to_be_visible()
    path = f"/moderation/removals/{removal}"
    reason = {"reason_code": "intimate"}
    assert forge(page, f"{path}/remove", reason) == 422
    case.get_by_role("button", name="Remove for good").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Type it to confirm:").fill("remove")
    dialog.get_by_role("button", name="Remove for good").click()
    done(page, "It stays removed.")
    assert forge(page, f"{path}/reject", reason) == 409
    assert status_of(black_rose, post) == "hidden"
    page = mona.open(f"/moderation/log?object_id={removal}")
    expect(page.get_by_role("cell", name="Mona Moderator")).to_be_visible()
    expect(page.get_by_role("cell", name="a public form")).to_be_visible()


def test_rejected_removal_shows_the_content_again(
    black_rose: BlackRose, second: Person, creator: Creator, mona: Watched
) -> None:
    post = black_rose.published(creator, second, "Mistaken for another")
    removal = ask_removal(black_rose, post)
    page = mona.open("/moderation/removals")
    case = page.get_by_role("article", name=f"Request {removal[:8]}")
    case.get_by_role("button", name="Reject the request").click()
    page.get_by_role("dialog").get_by_role("button", name="Reject the request").click()
    done(page, "the content is shown again")
    assert status_of(black_rose, post) == "published"


def test_creator_is_made_and_its_person_invited(mona: Watched) -> None:
    name = f"Evening Star {secrets.token_hex(3)}"
    page = mona.open("/moderation/creators")
    page.get_by_label("Pseudonym").fill(name)
    page.get_by_role("button", name="Create the creator").click()
    done(page, f"{name} is a creator now.")
    assert page.get_by_label("Which creator").locator("option:checked").inner_text() == name
    page.get_by_role("button", name="Make an invitation").click()
    expect(page.locator("#code code")).to_have_text(re.compile(r"^[A-Za-z0-9_-]{43}$"))
    assert forge(page, "/moderation/invitations", {"role": "admin"}) == 403


def test_role_is_taken_away_only_with_the_word(black_rose: BlackRose, mona: Watched) -> None:
    leaving = black_rose.member("Lea Leaving")
    user = black_rose.member_id(leaving)
    page = mona.open(f"/moderation/people/{user}")
    page.get_by_role("button", name="Take the role away").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Take the role away").click()
    expect(dialog).to_be_visible()
    assert forge(page, f"/moderation/people/{user}/dismiss", {"typed": "yes"}) == 422
    dialog.get_by_label("Type it to confirm:").fill("remove")
    dialog.get_by_role("button", name="Take the role away").click()
    done(page, "The person has no role here any more.")
    assert black_rose.as_(leaving).get("/api/v1/auth/me").status_code == 401


_PAGES = (
    "/moderation/review",
    "/moderation/review/list",
    f"/moderation/posts/{_NOBODY}",
    "/moderation/reports",
    "/moderation/reports/list",
    "/moderation/dmca",
    f"/moderation/dmca/{_NOBODY}",
    f"/moderation/dmca/{_NOBODY}/counter-notice",
    "/moderation/removals",
    "/moderation/removals/list",
    "/moderation/log",
    "/moderation/creators",
    "/moderation/people",
    f"/moderation/people/{_NOBODY}",
)
_ACTIONS = (
    f"/moderation/posts/{_NOBODY}/approve",
    f"/moderation/posts/{_NOBODY}/reject",
    f"/moderation/reports/{_NOBODY}/decide",
    f"/moderation/dmca/{_NOBODY}/uphold",
    f"/moderation/dmca/{_NOBODY}/withdraw",
    f"/moderation/dmca/{_NOBODY}/restore",
    f"/moderation/removals/{_NOBODY}/remove",
    f"/moderation/removals/{_NOBODY}/reject",
    "/moderation/creators",
    f"/moderation/people/{_NOBODY}/role",
    f"/moderation/people/{_NOBODY}/dismiss",
    "/moderation/invitations",
    f"/moderation/invitations/{_NOBODY}/withdraw",
)


@pytest.mark.parametrize("role", ["creator", "member"])
def test_nobody_but_moderators_has_a_page_or_an_action(
    browser: Browser, environment: str, creator: Creator, member: Person, role: str
) -> None:
    who = creator.person if role == "creator" else member
    with logged_in(browser, environment, who) as watched:
        page = watched.page
        seen = {path: read_as_page(page, path) for path in _PAGES}
        sent = {path: forge(page, path, {"typed": "remove"}) for path in _ACTIONS}
    assert set(seen.values()) | set(sent.values()) == {403}, (seen, sent)
