"""Login, session and account, in each console the same."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import OpenPage
from tests.support.axe import check_accessibility
from tests.support.consoles import PLATFORMS, the_founder

pytestmark = pytest.mark.docker


@pytest.mark.parametrize("console", PLATFORMS)
def test_login_page_is_accessible(visit: OpenPage, console: str) -> None:
    page = visit(console).open("/login")
    assert check_accessibility(page) == []


@pytest.mark.parametrize("console", PLATFORMS)
def test_founder_logs_in_and_out(visit: OpenPage, environment: str, console: str) -> None:
    watched = visit(console)
    page = watched.log_in(the_founder(environment, console), "/account")
    expect(page.get_by_role("heading", name="Your account")).to_be_visible()
    expect(page.get_by_text("GodMode")).to_be_visible()
    assert check_accessibility(page) == []
    page.get_by_role("button", name="Log out").click()
    page.wait_for_url("**/login")
    expect(page.get_by_text("You are logged out.")).to_be_visible()
    watched.open("/account")
    assert "/login" in page.url


def test_wrong_password_is_refused_with_a_reason(visit: OpenPage) -> None:
    page = visit("novaos-console").open("/login")
    page.get_by_label("Login").fill("nobody")
    page.get_by_label("Password").fill("certainly not it")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("alert").get_by_text("wrong")).to_be_visible()
