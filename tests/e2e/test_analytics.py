"""Velora's reports: asked for by the founder, waited for, and drawn with the real numbers."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest
from playwright.sync_api import Page, expect

from services.console.views import render_money
from tests.support.browser import Watched
from tests.support.walk_operations import make_ledger

pytestmark = pytest.mark.docker

_LONG_MS = 30_000
"""A report on a busy host."""


@pytest.fixture(scope="module")
def creator(client: httpx.Client) -> str:
    """A creator whose members paid over months."""
    return make_ledger(client)


def _make(founder: Watched, report: str, creator: str, **fields: str) -> Page:
    page = founder.open(f"/analytics?report={report}")
    for label, value in fields.items():
        page.get_by_label(label).first.fill(value)
    page.locator("#f-creator_id").select_option(creator)
    page.get_by_role("button", name="Make the report").click()
    page.wait_for_url("**/analytics/reports/*")
    expect(page.locator("#waiting")).to_have_count(0, timeout=_LONG_MS)
    return page


def _last_month() -> datetime:
    first = datetime.now(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return (first - timedelta(days=1)).replace(day=1)


def _income(client: httpx.Client, creator: str, month: datetime) -> int:
    query = {"creator_id": creator, "limit": "500"}
    page = client.get("/api/v1/blackrose/ledger", params=query).raise_for_status().json()
    assert page["next"] is None
    mark = month.strftime("%Y-%m")
    paid = [
        one["amount_minor"]
        for one in page["items"]
        if one["kind"] == "subscription" and one["occurred_at"].startswith(mark)
    ]
    return sum(paid)


def test_a_month_is_drawn_with_the_numbers_of_the_ledger(
    founder: Watched, client: httpx.Client, creator: str
) -> None:
    month = _last_month()
    expected = render_money(_income(client, creator, month))
    page = _make(founder, "kpi_report", creator, Month=month.strftime("%Y-%m"))
    expect(page.locator("main")).to_contain_text("Money in EUR")
    income = page.locator("tbody tr", has=page.get_by_role("rowheader", name="Income", exact=True))
    expect(income.locator("td")).to_have_text(expected)
    expect(page.locator(".plot rect")).to_have_count(6)
    assert f"Income {expected}" in (page.get_by_role("img").get_attribute("aria-label") or "")
    heights = [float(bar.get_attribute("height") or 0) for bar in page.locator(".plot rect").all()]
    assert heights[0] == heights[1] > heights[2] > 0


def test_what_is_not_known_is_no_zero(founder: Watched, creator: str) -> None:
    page = _make(founder, "kpi_report", creator, Month="2024-01")
    churn = page.locator(".facts dt", has_text="Churn").locator("xpath=following-sibling::dd[1]")
    expect(churn).to_have_text("unknown")
    expect(page.get_by_text("No amount moved in 2024-01.")).to_be_visible()
    expect(page.locator(".plot")).to_have_count(0)


@pytest.mark.parametrize(
    ("report", "title", "bars"),
    [
        ("rfm_segments", "Members by segment", 7),
        ("cohort_retention", "Members by the month of their first payment", 2),
        ("conversion_funnel", "From invitation to renewal", 4),
        ("lifetime_value", "Per member, in EUR", 2),
    ],
)
def test_a_report_is_drawn(
    founder: Watched, creator: str, report: str, title: str, bars: int
) -> None:
    page = _make(founder, report, creator)
    expect(page.locator("figcaption")).to_have_text(title)
    expect(page.locator(".plot rect")).to_have_count(bars)
    expect(page.get_by_role("heading", name=f"{title}: numbers")).to_have_count(
        0 if report == "cohort_retention" else 1
    )
    expect(page.locator("main")).to_contain_text("Made")
    expect(page.get_by_role("link", name="Look at the command")).to_be_visible()


def test_a_forecast_is_a_line_with_its_interval(founder: Watched, creator: str) -> None:
    page = _make(founder, "revenue_forecast", creator, Currency="eur")
    expect(page.locator(".plot circle")).to_have_count(3)
    expect(page.locator(".plot .line")).to_have_count(1)
    expect(page.locator(".plot .band")).to_have_count(1)
    expect(page.locator("main")).to_contain_text("damped trend")


def test_a_refused_report_says_why(founder: Watched, creator: str) -> None:
    page = _make(founder, "rfm_segments", creator, Currency="XTS")
    expect(page.get_by_role("heading", name="There is no report")).to_be_visible()
    expect(page.locator("main")).to_contain_text("0 paying members, at least 5 are needed")


def test_nothing_to_draw_is_told(founder: Watched, creator: str) -> None:
    page = _make(founder, "cohort_retention", creator, Currency="XTS")
    expect(page.get_by_text("Nobody first paid in XTS")).to_be_visible()


def test_a_bad_month_is_refused_by_the_server(founder: Watched) -> None:
    page = founder.open("/analytics")
    page.locator("#f-month").evaluate("field => field.removeAttribute('pattern')")
    page.locator("#f-month").fill("2026-13")
    page.get_by_role("button", name="Make the report").click()
    expect(page.locator("#notice")).to_contain_text("Month: write it as")


def test_reports_made_lately_are_listed(founder: Watched, creator: str) -> None:
    page = _make(founder, "conversion_funnel", creator)
    made = page.url
    founder.open("/analytics")
    first = page.locator("main tbody tr").first
    expect(first).to_contain_text("Funnel")
    first.get_by_role("link").click()
    page.wait_for_url(made)


def test_a_command_of_somebody_else_is_no_report(founder: Watched, client: httpx.Client) -> None:
    sent = client.post("/api/v1/agent/command", json={"agent": "lyra", "op": "ping"}).json()
    page = founder.open(f"/analytics/reports/{sent['id']}")
    expect(page.locator("main")).to_contain_text("no report of velora")


def test_months_are_drawn_side_by_side(
    founder: Watched, client: httpx.Client, creator: str
) -> None:
    page = founder.open("/analytics")
    page.locator("#trend-months").fill("4")
    page.locator("#trend-creator").select_option(creator)
    page.get_by_role("button", name="Draw the months").click()
    page.wait_for_url("**/analytics/trend?*")
    expect(page.locator("figcaption")).to_have_count(2, timeout=_LONG_MS)
    expect(page.locator(".plot").first.locator("rect")).to_have_count(4)
    expect(page.locator(".plot").last.locator("circle")).to_have_count(4)
    month = _last_month()
    row = page.locator("tbody tr", has_text=month.strftime("%Y-%m"))
    expect(row.locator("td").first).to_have_text(render_money(_income(client, creator, month)))
