"""The forecast: the method, its interval, and when it is refused."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.runtime.errors import TaskError
from agents.velora.forecast import (
    MONTHS_MIN,
    Fit,
    _forecast_month,
    _smooth,
    fit,
    forecast,
    monthly_income,
)
from agents.velora.months import parse_month
from tests.support.ledger import entry

JANUARY = parse_month("2027-01")
SERIES = st.lists(st.integers(0, 10**12), min_size=MONTHS_MIN, max_size=40)


def test_income_is_summed_per_month_with_empty_months_between() -> None:
    entries = [
        entry("2026-08-05", 100),
        entry("2026-08-30", 50, kind="tip"),
        entry("2026-10-01", 70),
        entry("2026-10-02", 999, kind="refund"),
        entry("2026-10-02", 999, currency="USD"),
        entry("2026-11-02", 999),  # the month that is not over
    ]
    assert monthly_income(entries, "EUR", parse_month("2026-11")) == [150, 0, 70]
    assert monthly_income(entries, "CHF", parse_month("2026-11")) == []


def test_one_smoothing_step_by_hand() -> None:
    # level 10, trend 2; forecast 10 + 0.5*2 = 11, value 12, error 1:
    # level 11 + 0.5*1 = 11.5, trend 1 + 0.2*1 = 1.2. Forecast 11.5 + 0.6 = 12.1, value 13,
    # error 0.9: level 12.1 + 0.45 = 12.55, trend 0.6 + 0.18 = 0.78. Squares 1 + 0.81.
    series = [10, 12, 13]
    found = _smooth(series, 0.5, 0.2, 0.5)
    assert [found.level, found.trend] == pytest.approx([12.55, 0.78])
    assert found.variance == pytest.approx(1.81 / (len(series) - 5))


@pytest.mark.parametrize("step", [1, 2, 3, 6, 12])
def test_the_variance_is_that_of_the_closed_form(step: int) -> None:
    # Table of forecast variances in FPP3, section 8.7, row (A,Ad,N).
    a, b, p, h = 0.4, 0.12, 0.86, step
    closed = 1 + a * a * (h - 1)
    closed += b * p * h / (1 - p) ** 2 * (2 * a * (1 - p) + b * p)
    closed -= (b * p * (1 - p**h) / ((1 - p) ** 2 * (1 - p * p))) * (
        2 * a * (1 - p * p) + b * p * (1 + 2 * p - p**h)
    )
    month = _forecast_month(Fit(a, b, p, 10.0**9, 0.0, 10.0**12), "2027-01", step)
    deviation = (month.high_95_minor - month.expected_minor) / 1.959963984540054
    assert deviation == pytest.approx((10.0**12 * closed) ** 0.5, rel=1e-6)


def test_steady_income_is_forecast_as_it_is() -> None:
    months = forecast([500] * 12, JANUARY, 3)
    assert [month.month for month in months] == ["2027-01", "2027-02", "2027-03"]
    assert {month.expected_minor for month in months} == {500}
    assert {month.low_95_minor for month in months} == {500}


def test_a_steady_rise_goes_on_but_slower() -> None:
    months = forecast([1000 + 100 * month for month in range(24)], JANUARY, 6)
    rises = [b.expected_minor - a.expected_minor for a, b in pairwise(months)]
    assert months[0].expected_minor > 3300
    assert all(0 < rise <= 100 for rise in rises)


def test_the_interval_covers_the_noise_of_the_series() -> None:
    noisy = [1000 + (70 if month % 2 else -70) for month in range(24)]
    (month,) = forecast(noisy, JANUARY, 1)
    assert month.low_80_minor < min(noisy)
    assert month.high_80_minor > max(noisy)


@given(SERIES, st.integers(1, 4))
def test_intervals_hold_the_expected_value_and_each_other(series: list[int], horizon: int) -> None:
    for month in forecast(series, JANUARY, horizon):
        assert 0 <= month.low_95_minor <= month.low_80_minor <= month.expected_minor
        assert month.expected_minor <= month.high_80_minor <= month.high_95_minor


@given(SERIES)
def test_uncertainty_grows_with_the_distance(series: list[int]) -> None:
    months = forecast(series, JANUARY, 4)
    widths = [month.high_95_minor - month.expected_minor for month in months if month.low_95_minor]
    assert all(b >= a - 2 for a, b in pairwise(widths))


def test_the_fit_is_no_worse_than_a_fixed_choice() -> None:
    series = [90, 110, 95, 130, 140, 120, 160, 170, 150, 190]
    assert fit(series).variance <= _smooth(series, 0.5, 0.15, 0.92).variance


@pytest.mark.parametrize("count", [0, 1, MONTHS_MIN - 1, 241])
def test_a_series_of_another_length_is_refused(count: int) -> None:
    with pytest.raises(TaskError, match=f"{count} complete months"):
        forecast([1] * count, JANUARY, 1)


def test_a_horizon_beyond_half_of_the_series_is_refused() -> None:
    with pytest.raises(TaskError, match="at most 5"):
        forecast([1] * 10, JANUARY, 6)
