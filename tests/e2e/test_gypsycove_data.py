"""The weekly report, the export, and what can be deleted."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, expect

from tests.support.browser import Watched
from tests.support.family import Home, Young, at_console, join, make_home

pytestmark = pytest.mark.docker
_ZONE = ZoneInfo("Europe/Berlin")


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


def test_weekly_report_has_a_bar_for_each_day(parent: Watched, home: Home, young: Young) -> None:
    asked = young.post(f"/members/{young.member_id}/extra-time", {"minutes": 25, "reason": ""})
    home.post(f"/extra-time/{asked['id']}/approve")
    page = parent.open("/week")
    card = page.get_by_role("region", name="Mila")
    expect(card.get_by_text("25 min of extra time were granted")).to_be_visible()
    expect(card.locator(".day-bars li")).to_have_count(7)
    expect(card.get_by_text("1 approved")).to_be_visible()
    page.get_by_role("link", name="Week before").click()
    before = (datetime.now(_ZONE) - timedelta(days=7)).strftime("%G-W")
    expect(page.get_by_role("heading", level=1)).to_contain_text(before)
    page.get_by_role("link", name="Week after").click()
    expect(page.get_by_text("25 min of extra time were granted")).to_be_visible()


def test_child_sees_its_own_week_only(
    browser: Browser, environment: str, home: Home, young: Young
) -> None:
    join(environment, home, "Jonas", "teen")
    with at_console(browser, environment, young.person) as child:
        page = child.open("/week")
        expect(page.get_by_role("heading", name="Your week")).to_have_count(1)
        expect(page.get_by_text("Jonas")).to_have_count(0)


def test_week_that_is_none_is_not_there(parent: Watched) -> None:
    for week in ("2026-W99", "soon", "2026-W"):
        page = parent.open(f"/week?week={week}")
        expect(page.get_by_role("heading", name="Not Found")).to_be_visible()


def test_export_is_a_file_that_has_the_child(parent: Watched, young: Young) -> None:
    page = parent.open("/data")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Download everything").click()
    download = waiting.value
    assert download.suggested_filename == "gypsycove-family.json"
    records = json.loads(download.path().read_bytes())["records"]
    assert young.member_id in {one["id"] for one in records["member"]}
    assert [one["minutes"] for one in records["extra_time"]] == [25]


def test_member_is_deleted_by_typing_its_name(parent: Watched, home: Home) -> None:
    member_id = home.add("Nana", "guest")
    page = parent.open(f"/family/members/{member_id}")
    page.get_by_role("button", name="Delete").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Type it to confirm").fill("nana")
    dialog.get_by_role("button", name="Delete").click()
    assert f"/family/members/{member_id}" in page.url
    dialog.get_by_label("Type it to confirm").fill("Nana")
    dialog.get_by_role("button", name="Delete").click()
    expect(page.get_by_text("Nana is deleted, with all records.")).to_be_visible()
    parent.open(f"/family/members/{member_id}")
    expect(page.get_by_role("heading", name="Not Found")).to_be_visible()


def test_family_is_deleted_by_typing_its_name(browser: Browser, environment: str) -> None:
    home = make_home(environment, "Short")
    with at_console(browser, environment, home.parent) as watched:
        page = watched.open("/data")
        page.get_by_role("button", name="Delete the family").click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_label("Type it to confirm").fill(home.name)
        dialog.get_by_role("button", name="Delete for ever").click()
        expect(page.get_by_text("The family is deleted, with everything")).to_be_visible()
        expect(page.get_by_role("button", name="Log in")).to_be_visible()
        page.goto(f"{watched.url}/family")
        expect(page.get_by_role("button", name="Log in")).to_be_visible()
    assert home.api.ask("GET", f"/api/v1/gypsycove/families/{home.id}").status_code == 401


def test_wrong_name_deletes_nothing(parent: Watched, home: Home) -> None:
    page = parent.open("/data")
    status = page.evaluate(
        """() => fetch("/data/delete", {method: "POST", headers: {"HX-Request": "true"},
            body: new URLSearchParams({typed: "something"})}).then(a => a.status)"""
    )
    assert status == 422
    assert home.api.get(f"/api/v1/gypsycove/families/{home.id}")["id"] == home.id
