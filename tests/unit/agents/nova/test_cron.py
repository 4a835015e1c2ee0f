"""Cron expressions: reading them, and the next run."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.nova.cron import parse_cron

moments = st.datetimes(
    min_value=datetime(1999, 1, 1),  # noqa: DTZ001 - the strategy adds UTC
    max_value=datetime(2090, 1, 1),  # noqa: DTZ001 - as above
    timezones=st.just(UTC),
)


def fields(first: int, last: int) -> st.SearchStrategy[str]:
    """Any field with values of a range."""
    number = st.integers(first, last)
    spans = st.tuples(number, number).map(sorted).map(lambda pair: f"{pair[0]}-{pair[1]}")
    stepped = st.tuples(st.one_of(st.just("*"), spans), st.integers(1, 20)).map(
        lambda pair: f"{pair[0]}/{pair[1]}",
    )
    part = st.one_of(number.map(str), spans, stepped)
    return st.one_of(st.just("*"), st.lists(part, min_size=1, max_size=3).map(",".join))


# Days up to 28 exist in every month, so that each expression has a next run.
expressions = st.tuples(
    fields(0, 59), fields(0, 23), fields(1, 28), fields(1, 12), fields(0, 7)
).map(" ".join)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("expression", "after", "expected"),
    [
        ("* * * * *", "2026-11-22 12:00:59", "2026-11-22 12:01"),
        ("0 0 1 1 *", "2026-01-01 00:00", "2027-01-01 00:00"),
        ("*/15 * * * *", "2026-11-22 23:46", "2026-11-23 00:00"),
        ("30 6 * * mon-fri", "2026-11-20 06:30", "2026-11-23 06:30"),  # Friday to Monday
        ("0 9 * * 7", "2026-11-20 00:00", "2026-11-22 09:00"),  # 7 is Sunday, too
        ("0 9 * * sun", "2026-11-20 00:00", "2026-11-22 09:00"),
        ("0 12 29 2 *", "2096-03-01 00:00", "2104-02-29 12:00"),  # 2100 is no leap year
        ("0 0 */31 2 mon", "2094-02-02 00:00", "2100-02-01 00:00"),
        ("0 0 31 * *", "2026-01-31 00:00", "2026-03-31 00:00"),
        ("0 0 13 * fri", "2026-11-14 00:00", "2026-11-20 00:00"),  # either day is enough
        ("0 0 */2 * fri", "2026-11-14 00:00", "2026-11-27 00:00"),  # * with a step restricts both
        ("5,10-12 3 * * *", "2026-11-22 03:10", "2026-11-22 03:11"),
        ("10/20 * * * *", "2026-11-22 03:31", "2026-11-22 03:50"),
        ("59 23 31 dec *", "2026-12-31 23:59", "2027-12-31 23:59"),
    ],
)
def test_next_run(expression: str, after: str, expected: str) -> None:
    assert parse_cron(expression).next_after(at(after)) == at(expected)


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("", "five fields"),
        ("* * * *", "five fields"),
        ("* * * * * *", "five fields"),
        ("@daily", "five fields"),
        ("* * * * *" + " " * 300, "at most 200 characters"),
        ("60 * * * *", "minute: '60' is not in 0 to 59"),
        ("* 24 * * *", "hour: '24'"),
        ("* * 0 * *", "day of the month: '0'"),
        ("* * * 13 *", "month: '13'"),
        ("* * * * 8", "weekday: '8'"),
        ("* * * * mit", "weekday: 'mit'"),
        ("5-1 * * * *", "empty range"),
        ("*/0 * * * *", "step of 0"),
        ("1-*/2 * * * *", "no number"),
        ("*-5 * * * *", "mixes"),
        ("1,,2 * * * *", "no number"),
        ("-1 * * * *", "no number"),
        ("1.5 * * * *", "no number"),
        ("\u0661 * * * *", "no number"),  # a digit of another script
        ("0 0 30 2 *", "never runs"),
        ("0 0 31 4,6,9,11 *", "never runs"),
    ],
)
def test_bad_expression_is_refused(expression: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        parse_cron(expression)


@given(expressions, moments)
def test_next_run_is_later_and_matches(expression: str, moment: datetime) -> None:
    cron = parse_cron(expression)
    following = cron.next_after(moment)
    assert following > moment
    assert cron.matches(following)
    assert (following.second, following.microsecond) == (0, 0)


@given(expressions, moments, st.floats(0, 1))
def test_no_run_lies_between(expression: str, moment: datetime, part: float) -> None:
    cron = parse_cron(expression)
    following = cron.next_after(moment)
    gap = int((following - moment) / timedelta(minutes=1))
    between = moment + timedelta(minutes=int(gap * part))
    if moment < between.replace(second=0, microsecond=0) < following:
        assert not cron.matches(between)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(ValueError):
        assert parse_cron(text).next_after(at("2026-11-22 12:00")) > at("2026-11-22 12:00")


def test_moment_of_another_zone_counts_in_utc() -> None:
    moment = datetime.fromisoformat("2026-11-22T23:30:00-05:00")  # 04:30 of the next day in UTC
    assert parse_cron("0 4 * * *").next_after(moment) == at("2026-11-24 04:00")
