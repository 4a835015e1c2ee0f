"""What members paid: segments, cohorts, funnel, lifetime value, CRM export."""

import csv
import io
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.runtime.csv_text import render_csv
from agents.runtime.errors import TaskError
from agents.velora.cohorts import Cohort, cohorts
from agents.velora.crm_export import HEADER, crm_rows
from agents.velora.funnel import Stage, funnel
from agents.velora.lifetime_value import lifetime_value
from agents.velora.months import parse_month
from agents.velora.payments import payments_by_member
from agents.velora.rows import Entitlement, LedgerEntry, Member, Tier
from agents.velora.segments import (
    SEGMENTS,
    quintiles,
    score_members,
    segment_of,
    summarise_segments,
)
from tests.support.ledger import CREATOR, at, entry, right

NOW = at("2026-11-22")
NOVEMBER = parse_month("2026-11")
PEOPLE = [f"member-{number}" for number in range(9)]
LEDGERS = st.lists(
    st.builds(
        entry,
        st.dates(at("2026-05-01").date(), at("2026-10-31").date()).map(str),
        st.integers(1, 10**9),
        st.sampled_from([*PEOPLE, None]),
        kind=st.sampled_from(["subscription", "tip", "refund", "fee"]),
    ),
    max_size=30,
)


def test_quintiles_by_hand() -> None:
    # 0 of 10 are smaller than 1 -> 1; 2 of 10 smaller than 3 -> 2; 9 of 10 smaller than 10 -> 5.
    assert quintiles([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]) == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]
    assert quintiles([7, 7, 7, 7, 7]) == [1, 1, 1, 1, 1]


@given(st.lists(st.integers(-50, 50), min_size=1))
def test_quintiles_keep_the_order(values: list[int]) -> None:
    scores = quintiles(values)
    assert all(1 <= score <= 5 for score in scores)
    pairs = sorted(zip(values, scores, strict=True))
    assert [score for _, score in pairs] == sorted(scores)


@pytest.mark.parametrize(
    ("scores", "segment"),
    [
        ((5, 5, 5), "champions"),
        ((4, 4, 4), "champions"),
        ((4, 4, 3), "loyal"),
        ((3, 5, 1), "loyal"),
        ((2, 4, 5), "at_risk"),
        ((5, 1, 5), "promising"),
        ((3, 3, 5), "needs_attention"),
        ((1, 1, 4), "big_spenders_gone"),
        ((2, 3, 3), "hibernating"),
    ],
)
def test_segments_are_the_first_rule_that_fits(scores: tuple[int, int, int], segment: str) -> None:
    assert segment_of(*scores) == segment


def test_who_paid_last_most_often_and_most_is_on_top() -> None:
    ledger = [
        entry(f"2026-{month:02}-01", 10 * number, name)
        for number, name in enumerate(PEOPLE[:5], start=1)
        for month in range(1, 2 * number + 1)
    ]
    scored = score_members(payments_by_member(ledger, "EUR"), NOW)
    assert [(one.recency, one.frequency, one.monetary) for one in scored] == [
        (score, score, score) for score in range(1, 6)
    ]
    assert (scored[4].segment, scored[0].segment) == ("champions", "hibernating")


@given(LEDGERS)
def test_segments_partition_the_paying_members(ledger: list[LedgerEntry]) -> None:
    payments = payments_by_member(ledger, "EUR")
    if len(payments) < 5:
        with pytest.raises(TaskError, match="at least 5"):
            score_members(payments, NOW)
        return
    scored = score_members(payments, NOW)
    summaries = summarise_segments(scored, payments)
    assert Counter(one.member_id for one in scored) == Counter(who for _, who in payments)
    assert [one.segment for one in summaries] == list(SEGMENTS)
    assert sum(one.members for one in summaries) == len(payments)
    paid = sum(one.amount_minor for one in payments.values())
    assert sum(one.amount_minor for one in summaries) == paid


def test_payments_of_a_member_by_hand() -> None:
    ledger = [
        entry("2026-09-01", 100),
        entry("2026-10-02", 50, kind="tip"),
        entry("2026-10-03", 30, kind="refund"),
        entry("2026-10-04", 7, "ben", kind="refund"),  # never paid: no customer
        entry("2026-10-04", 7, None),
    ]
    ((payer, paid),) = payments_by_member(ledger, "EUR").items()
    assert payer == (CREATOR, "ann")
    assert (paid.count, paid.amount_minor, paid.refunded_minor) == (2, 120, 30)
    assert (paid.first_at, paid.last_at) == (at("2026-09-01"), at("2026-10-02"))


def test_cohorts_by_hand() -> None:
    ledger = [
        *(entry(day, 1, "ann") for day in ("2026-08-01", "2026-09-01", "2026-10-01")),
        *(entry(day, 1, "ben") for day in ("2026-08-01", "2026-10-01", "2026-10-02")),
        entry("2026-10-05", 1, "cid"),
        entry("2026-11-05", 1, "dora"),  # the month that is not over
        entry("2026-01-05", 1, "eve"),  # before the cohorts asked for
    ]
    found = cohorts(payments_by_member(ledger, "EUR").values(), NOVEMBER, 3)
    assert found == [
        Cohort("2026-08", 2, [2, 1, 2], [1.0, 0.5, 1.0]),
        Cohort("2026-10", 1, [1], [1.0]),
    ]


@given(LEDGERS)
def test_every_member_is_in_one_cohort_and_no_cohort_grows(ledger: list[LedgerEntry]) -> None:
    payments = payments_by_member(ledger, "EUR")
    found = cohorts(payments.values(), NOVEMBER, 24)
    assert sum(cohort.size for cohort in found) == len(payments)
    for cohort in found:
        assert cohort.paying[0] == cohort.size
        assert max(cohort.paying) == cohort.size


def test_the_funnel_by_hand() -> None:
    rights = [right(who, "2026-08-01") for who in ("ann", "ben", "cid", "dora")]
    rights.append(right("eve", "2026-08-01", source="grant"))
    ledger = [
        entry("2026-08-01", 1, "ann"),
        entry("2026-09-01", 1, "ann"),
        entry("2026-09-02", 1, "ben"),
        entry("2026-09-03", 1, "ben"),
        entry("2026-09-02", 1, "eve"),
        entry("2026-09-02", 1, "cid", kind="tip"),
    ]
    assert funnel(8, rights, ledger) == [
        Stage("invited", 8, 1.0, 1.0),
        Stage("redeemed", 4, 0.5, 0.5),
        Stage("paid", 2, 0.5, 0.25),
        Stage("renewed", 1, 0.5, 0.125),
    ]


def test_fewer_invited_than_redeemed_is_refused() -> None:
    with pytest.raises(TaskError, match="1 invited but 2 redeemed"):
        funnel(1, [right("ann", "2026-08-01"), right("ben", "2026-08-01")], [])


@given(
    st.lists(
        st.builds(
            right,
            st.sampled_from(PEOPLE),
            st.just("2026-05-01"),
            source=st.sampled_from(["invitation", "ledger", "grant"]),
        )
    ),
    LEDGERS,
)
def test_no_stage_is_larger_than_the_one_before(
    rights: list[Entitlement], ledger: list[LedgerEntry]
) -> None:
    members = [stage.members for stage in funnel(len(PEOPLE), rights, ledger)]
    assert members == sorted(members, reverse=True)


def test_lifetime_value_by_hand() -> None:
    # ann pays 100 in each of Aug, Sep, Oct; ben 100 in Aug only; 30 of ann's is refunded.
    ledger = [
        *(entry(day, 100, "ann") for day in ("2026-08-01", "2026-09-01", "2026-10-01")),
        entry("2026-08-03", 100, "ben"),
        entry("2026-08-09", 30, "ann", kind="refund"),
    ]
    value = lifetime_value(payments_by_member(ledger, "EUR").values(), NOVEMBER, 12)
    # Historic: 370 / 2 = 185. Followed months: ann Aug, Sep; ben Aug = 3, lost: ben's = 1.
    # ARPU 370 / 4 member months = 92.5; churn 1/3; 92.5 * 3 = 277.5, half up 278.
    assert (value.historic_total_minor, value.historic_mean_minor) == (370, 185)
    assert (value.member_months, value.lost_member_months, value.churn) == (3, 1, 0.3333)
    assert (value.predictive_minor, value.reason) == (278, "")


@pytest.mark.parametrize(
    ("days", "reason"),
    [
        (["2026-09-01", "2026-10-01"], "at least 3"),
        (["2026-08-01", "2026-09-01", "2026-10-01"], "nobody left"),
        ([], "0 complete months"),
    ],
)
def test_without_churn_there_is_no_prediction(days: list[str], reason: str) -> None:
    ledger = [entry(day, 100) for day in days]
    value = lifetime_value(payments_by_member(ledger, "EUR").values(), NOVEMBER, 12)
    assert value.predictive_minor is None
    assert reason in value.reason


def member(name: str, *, active: bool = True) -> Member:
    return Member(name, CREATOR, at("2026-08-01"), active, "tier-1")


def test_the_crm_has_a_row_per_member_and_currency() -> None:
    ledger = [
        entry("2026-09-01", 100, "ann"),
        entry("2026-09-02", 70, "ann", currency="USD"),
        entry("2026-09-03", 20, "ann", kind="refund"),
    ]
    tiers = [Tier("tier-1", "=Gold", 1000, "EUR")]
    rows = crm_rows([member("ben", active=False), member("ann")], ledger, tiers)
    start = "2026-08-01T12:00:00+00:00"
    assert rows == [
        (CREATOR, "ann", "=Gold", "yes", start, "EUR", 1, 80, 20, "2026-09-01T12:00:00+00:00"),
        (CREATOR, "ann", "=Gold", "yes", start, "USD", 1, 70, 0, "2026-09-02T12:00:00+00:00"),
        (CREATOR, "ben", "=Gold", "no", start, None, 0, 0, 0, None),
    ]
    read = list(csv.DictReader(io.StringIO(render_csv(HEADER, rows), newline="")))
    assert [row["tier"] for row in read] == ["'=Gold"] * 3


@given(LEDGERS)
def test_the_crm_holds_every_member_and_every_amount(ledger: list[LedgerEntry]) -> None:
    rows = crm_rows([member(name) for name in PEOPLE], ledger, [])
    payments = payments_by_member(ledger, "EUR")
    assert {row[1] for row in rows} == set(PEOPLE)
    assert sum(int(row[7] or 0) for row in rows) == sum(
        one.amount_minor for one in payments.values()
    )
