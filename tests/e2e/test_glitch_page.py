"""Alerts, bait, refused logins, incidents and the integrity of running images, on real agents."""

import re
import secrets

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import Watched
from tests.support.walk_operations import result_of, run_task

pytestmark = pytest.mark.docker

_LIVE_MS = 15_000
_AGENTS = 7


def _make_token(client: httpx.Client, label: str) -> str:
    made = result_of(run_task(client, "glitch", "make_honey_token", {"label": label}))
    return str(made["token"])


def _take(client: httpx.Client, token: str) -> None:
    headers = {"Authorization": f"Bearer {token}"}
    assert httpx.get(f"{client.base_url}/api/v1/users", headers=headers).is_client_error


def test_bait_that_is_taken_appears_by_itself(founder: Watched, client: httpx.Client) -> None:
    label = f"<b>share {secrets.token_hex(4)}</b>"
    token = _make_token(client, label)
    page = founder.open("/glitch/honey-tokens")
    row = page.locator("main tbody tr", has_text=label)
    expect(row).to_contain_text("no touch seen")
    founder.open("/glitch")
    _take(client, token)
    alert = page.locator("#alerts tbody tr", has_text=label)
    expect(alert).to_be_visible(timeout=_LIVE_MS)
    expect(alert.locator(".badge")).to_contain_text("critical")
    expect(page.locator("main b")).to_have_count(0)
    assert token not in page.content()
    founder.open("/glitch/honey-tokens")
    row = page.locator("main tbody tr", has_text=label)
    expect(row).to_contain_text("touched 1 time")
    assert token not in page.content()


def test_alerts_are_selected_by_severity(founder: Watched, client: httpx.Client) -> None:
    _take(client, _make_token(client, f"share {secrets.token_hex(4)}"))
    page = founder.open("/glitch?severity=critical")
    badges = page.locator("#alerts td[data-label='Severity']")
    expect(badges.first).to_contain_text("critical")
    assert all("critical" in text for text in badges.all_inner_texts())
    founder.open("/glitch?severity=high")
    assert all("high" in text for text in badges.all_inner_texts())


def test_a_refused_login_is_counted(founder: Watched, client: httpx.Client) -> None:
    page = founder.open("/glitch/logins?hours=1")
    heading = page.locator("main section h2")
    before = int(heading.inner_text().split()[0]) if heading.count() else 0
    body = {"login": f"nobody-{secrets.token_hex(4)}", "password": "wrong", "platform": "novaos"}
    refused = httpx.post(f"{client.base_url}/api/v1/auth/login", json=body, timeout=15)
    assert refused.is_client_error
    page.reload()
    assert int(heading.inner_text().split()[0]) > before
    expect(page.locator("figure.chart")).to_contain_text("Refused logins by time")
    page.get_by_role("button", name="Have glitch judge them").click()
    page.wait_for_url("**/glitch/checks/*")
    expect(page.get_by_text(re.compile(r"findings? in \d+ refused logins"))).to_be_visible()


def test_the_integrity_of_each_agent_is_shown(founder: Watched, client: httpx.Client) -> None:
    page = founder.open("/glitch/integrity")
    page.get_by_role("button", name="Check now").click()
    page.wait_for_url("**/glitch/checks/*")
    rows = page.locator("main tbody tr")
    expect(rows).to_have_count(_AGENTS)
    result = result_of(client.get(f"/api/v1/agent/commands/{page.url.rpartition('/')[2]}").json())
    words = {"match": "same", "mismatch": "differs", "unknown": "not in the lock"}
    for one in result["workloads"]:
        if one["workload"].startswith("agent-"):
            word = words.get(one["finding"], "could not check")
            expect(rows.filter(has_text=one["workload"]).locator(".badge")).to_contain_text(word)
    founder.open("/glitch/integrity")
    expect(page.locator("main tbody tr")).to_have_count(_AGENTS)
    expect(page.locator("main")).to_contain_text("Verdict")


def test_an_incident_report_is_made_and_listed(founder: Watched, client: httpx.Client) -> None:
    label = f"share {secrets.token_hex(4)}"
    _take(client, _make_token(client, label))
    page = founder.open("/glitch/incidents")
    page.get_by_label("Time up to now").select_option("15")
    page.get_by_role("button", name="Make the report").click()
    page.wait_for_url("**/glitch/checks/*")
    expect(page.locator("main h1")).to_have_text("Incident report")
    expect(page.locator("main table")).to_be_visible()
    _show_until(page, label)
    founder.open("/glitch/incidents")
    expect(page.get_by_role("link", name=re.compile("Report of")).first).to_be_visible()


def _show_until(page: Page, text: str) -> None:
    """Go on to later entries until one has the text."""
    while page.locator("main tbody tr", has_text=text).count() == 0:
        with page.expect_navigation():
            page.get_by_role("button", name="Later entries").click()
        expect(page.locator("main table")).to_be_visible()


def test_unusual_log_entries_are_looked_for(founder: Watched) -> None:
    page = founder.open("/glitch")
    page.get_by_role("button", name="Look for unusual log entries").click()
    page.wait_for_url("**/glitch/checks/*")
    expect(page.locator("#waiting")).to_have_count(0)
    expect(page.locator("main")).to_contain_text(re.compile("log entries|could not be checked"))


def test_a_time_that_is_not_offered_is_refused(founder: Watched) -> None:
    page = founder.open("/glitch/logins?hours=999999")
    expect(page.locator("main")).to_contain_text("choose one of the list")
