"""Key figures of a month, golden by hand."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.velora.kpi import (
    CurrencyFigures,
    KpiReport,
    money_by_currency,
    report_month,
    rounded_quotient,
    share,
)
from agents.velora.months import (
    month_number,
    month_start,
    parse_month,
    render_month,
)
from agents.velora.rows import Kind, LedgerEntry
from tests.support.ledger import at, entry, right

OCTOBER = parse_month("2026-10")
KINDS = st.sampled_from(["subscription", "tip", "refund", "payout", "fee"])
ENTRIES = st.lists(
    st.builds(
        entry,
        st.dates(at("2026-09-01").date(), at("2026-12-01").date()).map(str),
        st.integers(1, 10**9),
        st.sampled_from(["ann", "ben", None]),
        kind=KINDS,
        currency=st.sampled_from(["EUR", "USD"]),
    )
)


def test_the_money_of_a_month_is_summed_per_currency() -> None:
    entries = [
        entry("2026-10-01", 1000, "ann"),
        entry("2026-10-02", 1000, "ben"),
        entry("2026-10-03", 501, "ann", kind="tip"),
        entry("2026-10-04", 300, "ben", kind="refund"),
        entry("2026-10-05", 125, None, kind="fee"),
        entry("2026-10-31", 1500, None, kind="payout"),
        entry("2026-10-09", 700, "cid", currency="USD", kind="tip"),
        entry("2026-09-30", 9999, "dora"),
        entry("2026-11-01", 9999, "dora"),
    ]
    # 1000 + 1000 + 501 = 2501; less 300 and 125 is 2076; 2501 / 2 members = 1250.5, half up 1251.
    assert money_by_currency(entries, OCTOBER) == [
        CurrencyFigures("EUR", 2501, 300, 125, 1500, 2076, 2000, 2, 1251),
        CurrencyFigures("USD", 700, 0, 0, 0, 700, 0, 1, 700),
    ]


def test_members_churn_and_conversion() -> None:
    rights = [
        right("ann", "2026-08-01"),  # stays
        right("ben", "2026-09-01", "2026-10-15"),  # lost
        right("cid", "2026-09-01", revoked_at=at("2026-10-20")),  # lost
        right("dora", "2026-09-20", "2026-10-20"),  # renews, so stays
        right("dora", "2026-10-20"),
        right("eve", "2026-10-10"),  # gained
        right("fay", "2026-11-01"),  # later
    ]
    ledger = [entry("2026-09-20", 500, "dora"), entry("2026-09-20", 500, "zoe")]
    report = report_month(ledger, rights, OCTOBER, at("2026-11-22"))
    # 4 at the start (ann, ben, cid, dora), 2 of them lost; 1 of the 5 entitled so far paid.
    assert report == KpiReport(
        month="2026-10",
        complete=True,
        currencies=[],
        active_members=3,
        members_at_start=4,
        lost_members=2,
        gained_members=1,
        churn=0.5,
        conversion=0.2,
    )


@pytest.mark.parametrize(
    ("day", "active"),
    [("2026-09-30", False), ("2026-10-01", True), ("2026-10-30", True), ("2026-10-31", False)],
)
def test_an_entitlement_counts_from_its_start_until_its_end(day: str, *, active: bool) -> None:
    assert right("ann", "2026-10-01", "2026-10-31").is_active(at(day)) == active


def test_a_month_that_is_not_over_is_said_to_be_incomplete() -> None:
    rights = [right("ann", "2026-09-01", "2026-10-15")]
    report = report_month([], rights, OCTOBER, at("2026-10-10"))
    assert (report.complete, report.active_members, report.lost_members) == (False, 1, 0)


def test_without_members_there_is_no_share() -> None:
    report = report_month([], [], OCTOBER, at("2026-11-22"))
    assert (report.churn, report.conversion) == (None, None)


@given(ENTRIES)
def test_no_amount_is_lost_or_doubled(entries: list[LedgerEntry]) -> None:
    months = range(parse_month("2026-09"), parse_month("2026-12") + 1)
    figures = [each for month in months for each in money_by_currency(entries, month)]

    def total(kinds: set[Kind]) -> int:
        return sum(each.amount_minor for each in entries if each.kind in kinds)

    assert sum(each.income_minor for each in figures) == total({"subscription", "tip"})
    assert sum(each.mrr_minor for each in figures) == total({"subscription"})
    assert sum(each.payouts_minor for each in figures) == total({"payout"})
    assert sum(each.net_minor for each in figures) == total({"subscription", "tip"}) - total(
        {"refund", "fee"}
    )


@pytest.mark.parametrize(
    ("amount", "count", "expected"), [(5, 2, 3), (4, 3, 1), (-5, 2, -2), (0, 7, 0), (-7, 3, -2)]
)
def test_quotients_round_half_up(amount: int, count: int, expected: int) -> None:
    assert rounded_quotient(amount, count) == expected


def test_a_share_without_base_is_nothing() -> None:
    assert (share(1, 3), share(0, 0)) == (0.3333, None)


@given(st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31)))  # noqa: DTZ001 - zone below
def test_a_month_holds_its_moments(naive: datetime) -> None:
    moment = naive.replace(tzinfo=UTC)
    number = month_number(moment)
    assert month_start(number) <= moment < month_start(number + 1)
    assert parse_month(render_month(number)) == number
