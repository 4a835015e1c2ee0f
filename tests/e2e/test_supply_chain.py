"""The supply chain in a browser: what the pipeline published, workload by workload."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import OpenPage
from tests.support.axe import check_accessibility
from tests.support.browser import Watched
from tests.support.founder import founder_client
from tests.support.infra import topology_of

pytestmark = [pytest.mark.docker, pytest.mark.timeout(180)]
_PAGE = "/supply-chain"
_SHORT = 12


@pytest.fixture
def page(founder: Watched) -> Page:
    return founder.open(_PAGE)


def test_every_workload_is_there_with_the_digest_that_was_published(
    page: Page, environment: str
) -> None:
    with founder_client(environment) as client:
        items = client.get("/api/v1/supply/images").raise_for_status().json()["items"]
    published = {each["workload"]: each["digest"].partition(":")[2][:_SHORT] for each in items}
    shown = dict(
        zip(
            page.locator("table.supply tbody th > a").all_inner_texts(),
            page.locator("table.supply tbody th summary").all_inner_texts(),
            strict=True,
        )
    )
    assert {name: text.strip() for name, text in shown.items()} == published
    assert shown.keys() == {each.name for each in topology_of(environment).workloads}


def test_every_image_is_signed_and_passed(page: Page) -> None:
    count = page.locator("table.supply tbody tr").count()
    for label in ("Signature", "Verdict"):
        cells = page.locator(f"table.supply td[data-label='{label}']")
        expect(cells).to_have_count(count)
        for text in cells.all_inner_texts():
            assert re.search(r"●\s+(verified|passed)", text), text


def test_age_of_the_summary_is_shown(page: Page) -> None:
    expect(page.locator(".published .ago")).to_have_text(re.compile(r"\d+ (s|min|h|d) ago"))
    expect(page.locator(".headline")).not_to_have_text("")


def test_whole_digest_is_one_click_away(page: Page) -> None:
    digest = page.locator("tr", has=page.get_by_role("link", name="postgres", exact=True))
    digest.locator("summary").click()
    expect(digest.locator("code.whole")).to_have_text(re.compile(r"^sha256:[0-9a-f]{64}$"))


def test_workload_is_opened_and_its_components_filtered_by_keyboard(page: Page) -> None:
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="postgres")).to_be_visible()
    rows = page.locator("#components tr[data-row]")
    expect(rows.first).to_be_visible()
    page.keyboard.press("/")
    page.keyboard.type("postgresql-17")
    expect(page.locator("#components tr[data-row]:visible")).to_have_count(1)
    expect(page.get_by_text("initdb starts the server through a shell")).to_be_visible()
    assert check_accessibility(page) == []


def test_search_says_who_has_a_component(page: Page) -> None:
    page.get_by_label("Who has a component?").fill("libssl")
    page.get_by_role("button", name="Search").click()
    row = page.locator("tbody tr", has_text="libssl").first
    row.get_by_role("link", name="core-api", exact=True).click()
    expect(page.get_by_role("heading", level=1, name="core-api")).to_be_visible()
    expect(page.locator("#components")).to_contain_text("libssl")


def test_search_without_a_hit_says_so(founder: Watched) -> None:
    page = founder.open(f"{_PAGE}/components?q=nobody-has-this")
    expect(page.get_by_text("No component has that")).to_be_visible()
    assert check_accessibility(page) == []


def test_workload_that_nobody_published_is_not_there(founder: Watched) -> None:
    page = founder.open(f"{_PAGE}/nobody")
    expect(page.get_by_text("names no workload nobody")).to_be_visible()


def test_table_is_accessible_and_fits_a_phone(page: Page) -> None:
    assert check_accessibility(page) == []
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.set_viewport_size({"width": 1280, "height": 720})


@pytest.mark.parametrize("path", [_PAGE, f"{_PAGE}/components", f"{_PAGE}/postgres"])
def test_without_login_nothing_is_shown(visit: OpenPage, path: str) -> None:
    page = visit("novaos-console").open(path)
    assert "/login" in page.url
    assert "sha256" not in page.content()
