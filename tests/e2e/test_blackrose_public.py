"""The two forms of the law: open to everybody, usable by keyboard, and what becomes of them."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.axe import check_accessibility
from tests.support.black_rose import CONSOLE, BlackRose, Creator
from tests.support.browser import Watched, watching
from tests.support.consoles import Person
from tests.support.desk import status_of

pytestmark = [pytest.mark.docker, pytest.mark.usefixtures("public_forms")]
_XSS = "<script>document.title='owned'</script><b onmouseover=alert(1)>me</b>"


@pytest.fixture(scope="module")
def visitor(browser: Browser, environment: str) -> Iterator[Watched]:
    with watching(browser, environment, CONSOLE) as watched:
        yield watched


def type_into(page: Page, *values: str) -> None:
    """Fill the form from its first field on, by keyboard alone; " " ticks a box."""
    page.get_by_label("Which post").focus()
    for value in values:
        page.keyboard.press("Space") if value == " " else page.keyboard.insert_text(value)
        page.keyboard.press("Tab")


def read_case(page: Page) -> str:
    """Return the case number of the receipt, which has the focus."""
    field = page.get_by_label("Case number")
    expect(field).to_be_focused()
    return field.input_value()


def test_notice_by_keyboard_reaches_the_moderators_and_is_upheld(
    black_rose: BlackRose, moderator: Person, creator: Creator, visitor: Watched, mona: Watched
) -> None:
    post = black_rose.published(creator, moderator, "Not its own")
    page = visitor.open("/report/dmca")
    address = f"http://blackrose.localhost:3002/feed/{post}"
    type_into(page, address, _XSS, _XSS, "1 Main Street", " ", " ", "Claire Claimant")
    page.keyboard.press("Enter")
    case = read_case(page)
    assert check_accessibility(page) == []
    assert status_of(black_rose, post) == "hidden"
    page = mona.open("/moderation/dmca")
    page.locator(f'a[href="/moderation/dmca/{case}"]').click()
    expect(page.get_by_role("heading", name=_XSS)).to_be_visible()
    assert page.title() != "owned"
    page.get_by_role("button", name="Uphold").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Type it to confirm:").fill("uphold")
    dialog.get_by_role("button", name="Uphold").click()
    expect(page.get_by_text("The notice is upheld.")).to_be_visible()
    assert status_of(black_rose, post) == "hidden"


def test_answered_notice_waits_for_its_window_and_withdrawn_it_shows_the_post(
    black_rose: BlackRose, moderator: Person, creator: Creator, mona: Watched
) -> None:
    post = black_rose.published(creator, moderator, "All its own")
    notice = black_rose.notice(post)
    answer = {
        "name": "Cleo Creator",
        "address": "2 Side Street",
        "telephone": "+1 555 0100",
        "statement": "It is my own work",
        "mistake_under_penalty": True,
        "consent_to_jurisdiction": True,
        "signature": "Cleo Creator",
    }
    black_rose.ask(creator.person, "POST", f"/dmca/notices/{notice}/counter-notice", answer)
    page = mona.open(f"/moderation/dmca/{notice}")
    expect(page.get_by_text("not open yet")).to_be_visible()
    page.get_by_role("button", name="Read it").click()
    expect(page.get_by_text("2 Side Street")).to_be_visible()
    page.get_by_role("button", name="Restore the post").click()
    page.get_by_role("dialog").get_by_role("button", name="Restore").click()
    expect(page.get_by_text("the restore window opens at")).to_be_visible()
    assert status_of(black_rose, post) == "hidden"
    page.get_by_role("button", name="Claimant withdrew").click()
    page.get_by_role("button", name="Record the withdrawal").click()
    expect(page.get_by_text("The notice is withdrawn.")).to_be_visible()
    assert status_of(black_rose, post) == "published"


def test_removal_by_keyboard_hides_at_once(
    black_rose: BlackRose, moderator: Person, creator: Creator, visitor: Watched, mona: Watched
) -> None:
    post = black_rose.published(creator, moderator, "An evening")
    page = visitor.open(f"/report/removal?post={post}")
    expect(page.get_by_label("Which post")).to_have_value(post)
    type_into(page, "", "I am shown", "me@example.org", " ", "V. Victim")
    page.keyboard.press("Enter")
    case = read_case(page)
    expect(page.get_by_text("decided at the latest")).to_be_visible()
    assert check_accessibility(page) == []
    assert status_of(black_rose, post) == "hidden"
    page = mona.open("/moderation/removals")
    expect(page.get_by_role("article", name=f"Request {case[:8]}")).to_be_visible()


def test_refusal_keeps_what_was_typed(visitor: Watched) -> None:
    page = visitor.open("/report/removal")
    page.get_by_label("Which post").fill("no number at all")
    page.get_by_label("What is wrong").fill("A long story, typed once")
    page.get_by_label("How we reach you").fill("me@example.org")
    page.get_by_label("I believe in good faith").check()
    page.get_by_label("Signature").fill("V. Victim")
    page.get_by_role("button", name="Send the request").click()
    expect(page.get_by_role("alert").get_by_text("give the address of one post")).to_be_visible()
    expect(page.get_by_label("What is wrong")).to_have_value("A long story, typed once")
    page.get_by_label("Which post").fill("00000000-0000-4000-8000-000000000009")
    page.get_by_role("button", name="Send the request").click()
    expect(page.get_by_role("alert").get_by_text("no such post was published")).to_be_visible()
    expect(page.get_by_label("Signature")).to_have_value("V. Victim")


def test_statements_have_to_be_made(visitor: Watched) -> None:
    page = visitor.open("/report/dmca")
    type_into(page, "00000000-0000-4000-8000-000000000009", "Work", "Me", "Here", "", "", "Me")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Signature")).to_be_visible()
    unticked = page.evaluate("document.querySelector('#form form').checkValidity()")
    assert unticked is False
    script = """async () => (await fetch("/report/dmca", {
        method: "POST", headers: {"HX-Request": "true"}, body: new URLSearchParams({post: "x"}),
    })).status"""
    assert page.evaluate(script) == 422


def test_who_is_logged_in_can_use_the_forms_too(mona: Watched) -> None:
    for form in ("dmca", "removal"):
        page = mona.open(f"/report/{form}")
        expect(page.get_by_label("Which post")).to_be_visible()
        expect(page.get_by_text("Mona Moderator")).to_be_visible()
