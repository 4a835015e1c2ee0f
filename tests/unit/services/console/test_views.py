"""Values as people read them."""

import pytest

from services.console.views import (
    render_day,
    render_duration,
    render_minutes,
    render_money,
    render_utc,
)


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        ("2026-11-22T19:03:12Z", "2026-11-22 19:03:12Z"),
        ("2026-11-22T20:03:12+01:00", "2026-11-22 19:03:12Z"),
        ("2026-11-22T19:03:12.999999Z", "2026-11-22 19:03:12Z"),
        (None, "\u2013"),
    ],
)
def test_time_is_utc(moment: str | None, text: str) -> None:
    assert render_utc(moment) == text


def test_day_is_named() -> None:
    assert render_day("2026-11-22T19:03:12Z") == "Sun 22 Nov 2026"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (None, "\u2013"),
        (0.012, "12 ms"),
        (3.21, "3.2 s"),
        (310, "5 min 10 s"),
        (7500, "2 h 5 min"),
        (273_600, "3 d 4 h"),
    ],
)
def test_duration_has_its_unit(seconds: float | None, text: str) -> None:
    assert render_duration(seconds) == text


@pytest.mark.parametrize(
    ("minutes", "text"), [(0, "0 min"), (45, "45 min"), (60, "1 h"), (95, "1 h 35 min")]
)
def test_minutes_are_told_in_hours(minutes: int, text: str) -> None:
    assert render_minutes(minutes) == text


@pytest.mark.parametrize(
    ("minor", "text"), [(0, "0.00 EUR"), (123_450, "1,234.50 EUR"), (-5, "-0.05 EUR")]
)
def test_money_has_two_decimals(minor: int, text: str) -> None:
    assert render_money(minor) == text
