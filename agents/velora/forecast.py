"""Forecast monthly income with Holt's linear method with damped trend, and an interval around it.

Method: Gardner and McKenzie, "Forecasting trends in time series", Management Science 31 (1985);
variance of the h-step error: Hyndman, Koehler, Ord and Snyder, "Forecasting with Exponential
Smoothing" (2008), chapter 6, model ETS(A,Ad,N); see also https://otexts.com/fpp3/ets-forecasting.html
The interval assumes normal errors of equal size. No seasons are modelled: that takes years.
"""

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from agents.runtime.errors import TaskError
from agents.velora.months import month_number, render_month
from agents.velora.rows import INCOME, LedgerEntry

METHOD = (
    "Holt's linear method with damped trend (ETS(A,Ad,N)), parameters by least squared one-step "
    "errors on a grid; 80 % and 95 % intervals from the residuals, normal errors assumed"
)
MONTHS_MIN = 8
"""Five values are fitted (level, trend, alpha, beta, phi); three residuals more than that."""
_FITTED_VALUES = 5
MONTHS_MAX = 240
_Z_80, _Z_95 = 1.2815515655446004, 1.959963984540054
"""Quantiles of the standard normal distribution at 0.9 and 0.975."""
_ALPHAS = tuple(step / 20 for step in range(1, 20))
_SHARES_OF_ALPHA = (0.0, 0.1, 0.3, 0.5, 0.8)
"""beta is at most alpha (the usual region of the parameters, Hyndman et al., section 10.1)."""
_PHIS = (0.8, 0.86, 0.92, 0.98)
"""FPP3, section 8.2: phi is rarely below 0.8 and not told from an undamped trend above 0.98."""


class Fit(msgspec.Struct, frozen=True):
    """A fitted model: its parameters, its last state and the variance of its one-step errors."""

    alpha: float
    beta: float
    phi: float
    level: float
    trend: float
    variance: float


class ForecastMonth(msgspec.Struct, frozen=True):
    """What is expected of one month; bounds below zero are zero, as income is never negative."""

    month: str
    expected_minor: int
    low_80_minor: int
    high_80_minor: int
    low_95_minor: int
    high_95_minor: int


def monthly_income(entries: Iterable[LedgerEntry], currency: str, until: int) -> list[int]:
    """Income per month from the first one with income up to the month before `until`.

    A month without entries is a month with nothing. Refunds are not deducted: they belong to
    earlier months.
    """
    sums: dict[int, int] = {}
    for entry in entries:
        month = month_number(entry.occurred_at)
        if entry.currency == currency and entry.kind in INCOME and month < until:
            sums[month] = sums.get(month, 0) + entry.amount_minor
    return [sums.get(month, 0) for month in range(min(sums), until)] if sums else []


def forecast(series: Sequence[int], first_month: int, horizon: int) -> list[ForecastMonth]:
    """Forecast `horizon` months after the series; the first of them is `first_month`.

    Raises `TaskError` if the series is too short, too long, or the horizon too far for it.
    """
    if not MONTHS_MIN <= len(series) <= MONTHS_MAX:
        raise TaskError(
            f"{len(series)} complete months of income, expected {MONTHS_MIN} to {MONTHS_MAX}: "
            "an interval needs residuals; wait for more months, or ask for the KPI report"
        )
    if horizon > len(series) // 2:
        raise TaskError(
            f"horizon of {horizon} months after {len(series)} months, at most {len(series) // 2}"
        )
    fitted = fit(series)
    return [
        _forecast_month(fitted, render_month(first_month + step - 1), step)
        for step in range(1, horizon + 1)
    ]


def fit(series: Sequence[int]) -> Fit:
    """Choose the parameters with the least sum of squared one-step errors."""
    candidates = (
        (alpha, alpha * part, phi)
        for alpha in _ALPHAS
        for part in _SHARES_OF_ALPHA
        for phi in _PHIS
    )
    return min((_smooth(series, *each) for each in candidates), key=lambda found: found.variance)


def _smooth(series: Sequence[int], alpha: float, beta: float, phi: float) -> Fit:
    """Run the recursion in its error correction form, from simple starting values."""
    level, trend = float(series[0]), float(series[1] - series[0])
    squares = 0.0
    for value in series[1:]:
        error = value - (level + phi * trend)
        squares += error * error
        level += phi * trend + alpha * error
        trend = phi * trend + beta * error
    degrees = len(series) - _FITTED_VALUES
    return Fit(alpha, beta, phi, level, trend, squares / degrees)


def _damping(phi: float) -> Iterator[float]:
    """Yield phi, phi + phi^2, phi + phi^2 + phi^3 ..."""
    power, total = phi, 0.0
    while True:
        total += power
        power *= phi
        yield total


def _forecast_month(fitted: Fit, month: str, step: int) -> ForecastMonth:
    damping = _damping(fitted.phi)
    sums = [next(damping) for _ in range(step)]
    expected = fitted.level + sums[-1] * fitted.trend
    growth = sum((fitted.alpha + fitted.beta * total) ** 2 for total in sums[:-1])
    deviation = (fitted.variance * (1 + growth)) ** 0.5
    return ForecastMonth(
        month,
        _whole(expected),
        _whole(expected - _Z_80 * deviation),
        _whole(expected + _Z_80 * deviation),
        _whole(expected - _Z_95 * deviation),
        _whole(expected + _Z_95 * deviation),
    )


def _whole(amount: float) -> int:
    return max(0, round(amount))
