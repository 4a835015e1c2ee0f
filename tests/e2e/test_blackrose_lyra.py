"""Lyra in the studio: a creator asks for notes and for a plan, and the real agent answers."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import OpenPage
from tests.support.black_rose import BlackRose, Creator
from tests.support.browser import Watched, forge

pytestmark = pytest.mark.docker
_LONG = "We walked along the river " + "and then we went on " * 6 + "until the lamps were out."
_ANSWER_MS = 20_000
"""Lyra answers within a second or two; a busy machine takes longer."""


def test_draft_is_noted_corrected_and_noted_again(
    studio: Watched, black_rose: BlackRose, creator: Creator
) -> None:
    body = f"{_LONG}\n\nMore is told [](https://example.org/lamps)."
    post = black_rose.draft(creator, "Lamps", body=body, tags=["river"])
    page = studio.open(f"/studio/posts/{post}")
    page.get_by_role("button", name="Ask Lyra", exact=True).click()
    notes = page.locator("#lyra-notes")
    expect(notes.get_by_text("Sentence of")).to_be_visible(timeout=_ANSWER_MS)
    sentence = notes.get_by_role("listitem").filter(has_text="at most 25")
    expect(sentence).to_contain_text("Line 1")
    expect(sentence.locator("blockquote")).to_contain_text("We walked along the river")
    link = notes.get_by_role("listitem").filter(has_text="Link without text")
    expect(link).to_contain_text("Line 3")
    expect(notes.get_by_text("Reading ease")).to_be_visible()
    assert notes.get_attribute("hx-get") is None

    page.get_by_role("link", name="Edit", exact=True).click()
    told = "More is told by [the keeper of the lamps](https://example.org/lamps)."
    page.get_by_label("Text", exact=True).fill(f"We walked along the river.\n\n{told}")
    page.get_by_role("button", name="Save the draft").click()
    expect(notes.get_by_text("these notes are outdated")).to_be_visible()
    page.get_by_role("button", name="Ask Lyra again").click()
    expect(notes.get_by_text("nothing to note")).to_have_count(2, timeout=_ANSWER_MS)
    expect(notes.get_by_text("outdated")).to_have_count(0)


def test_plan_is_proposed_and_followed(
    studio: Watched, black_rose: BlackRose, creator: Creator
) -> None:
    post = black_rose.draft(creator, "A letter in spring", tags=["letter"])
    page = studio.open("/studio/calendar")
    page.get_by_label("For", exact=True).select_option("14")
    page.get_by_label("At (UTC)").select_option("9")
    page.get_by_role("button", name="Ask Lyra for a plan").click()
    row = page.get_by_role("row").filter(has_text="A letter in spring")
    expect(row).to_contain_text("09:00 UTC", timeout=_ANSWER_MS)
    expect(row).to_contain_text("next free day")
    row.get_by_role("button", name="Plan it so: A letter in spring").click()
    expect(page.get_by_text("is planned. A second person reviews it")).to_be_visible()
    expect(row.get_by_text("planned so")).to_be_visible()
    planned = black_rose.ask(creator.person, "GET", f"/posts/{post}")["scheduled_for"]
    assert planned[11:16] == "09:00"


def test_notes_of_another_creator_do_not_exist(
    visit: OpenPage, black_rose: BlackRose, creator: Creator
) -> None:
    post = black_rose.draft(creator, "Not yours")
    page = visit("web-shell").log_in(black_rose.creator().person, "/studio/posts")
    assert forge(page, f"/studio/posts/{post}/notes") == 404
