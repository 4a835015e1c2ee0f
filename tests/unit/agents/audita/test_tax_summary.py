"""Sums of a year, golden by hand, and nothing lost between ledger and rows."""

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.audita.rows import Kind, LedgerEntry
from agents.audita.tax_summary import (
    UNCATEGORISED,
    CurrencyTotal,
    TaxRow,
    summarise_year,
    total_by_currency,
)
from tests.support.ledger import at


def booked(
    day: str, kind: Kind, amount: int, category: str = "content", creator: str = "ann"
) -> LedgerEntry:
    return LedgerEntry(creator, kind, amount, "EUR", at(day), category)


def test_a_year_by_hand() -> None:
    ledger = [
        booked("2026-01-01", "subscription", 1000),
        booked("2026-12-31", "tip", 250),
        booked("2026-05-01", "refund", 300),
        booked("2026-05-01", "fee", 90),
        booked("2026-05-01", "payout", 800),
        booked("2026-05-01", "tip", 5, " "),
        booked("2026-05-01", "refund", 7, "content", "ben"),
        booked("2025-12-31", "tip", 9999),
        booked("2027-01-01", "tip", 9999),
    ]
    rows = summarise_year(ledger, 2026)
    # 1000 + 250 - 300 - 90 = 860; the payout only moves money.
    assert rows == [
        TaxRow("ann", "EUR", UNCATEGORISED, 5, 0, 0, 5, 0, 1),
        TaxRow("ann", "EUR", "content", 1250, -300, -90, 860, 800, 5),
        TaxRow("ben", "EUR", "content", 0, -7, 0, -7, 0, 1),
    ]
    assert total_by_currency(rows) == [CurrencyTotal("EUR", 858, 800, 7)]


@pytest.mark.parametrize(("hours", "year"), [(2, 2025), (-2, 2026)])
def test_the_year_is_the_year_in_utc(hours: int, year: int) -> None:
    zone = timezone(timedelta(hours=hours))
    moment = (
        datetime(2026, 1, 1, 1, tzinfo=zone)
        if hours > 0
        else datetime(2025, 12, 31, 23, tzinfo=zone)
    )
    entry = LedgerEntry("ann", "tip", 5, "EUR", moment)
    assert [row.net_minor for row in summarise_year([entry], year)] == [5]
    assert summarise_year([entry], 4051 - year) == []


LEDGERS = st.lists(
    st.builds(
        LedgerEntry,
        st.sampled_from(["ann", "ben"]),
        st.sampled_from(["subscription", "tip", "refund", "payout", "fee"]),
        st.integers(1, 10**12),
        st.sampled_from(["EUR", "USD"]),
        st.dates(at("2025-06-01").date(), at("2027-06-01").date()).map(lambda day: at(str(day))),
        st.sampled_from(["", " ", "content", "coaching"]),
    )
)


@given(LEDGERS)
def test_every_entry_is_in_exactly_one_row_of_one_year(ledger: list[LedgerEntry]) -> None:
    rows = [row for year in (2025, 2026, 2027) for row in summarise_year(ledger, year)]
    sign = {"subscription": 1, "tip": 1, "refund": -1, "fee": -1, "payout": 0}
    assert sum(row.entries for row in rows) == len(ledger)
    assert sum(row.net_minor for row in rows) == sum(
        sign[entry.kind] * entry.amount_minor for entry in ledger
    )
    totals = total_by_currency(rows)
    assert sum(total.net_minor for total in totals) == sum(row.net_minor for row in rows)
    assert all(row.refunds_minor <= 0 and row.fees_minor <= 0 for row in rows)
