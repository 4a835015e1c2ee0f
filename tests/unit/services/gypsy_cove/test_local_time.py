"""Times on the family's wall, to instants and back."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from services.console.errors import BadFormError, CoreApiUnreachableError
from services.gypsy_cove.local_time import (
    day_choices,
    parse_wall,
    render_date,
    render_wall,
    zone_names,
    zone_of,
)

_BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("day", "instant"),
    [("2026-01-05", "2026-01-05T17:00:00Z"), ("2026-07-05", "2026-07-05T16:00:00Z")],
)
def test_wall_clock_is_the_family_s_in_summer_and_winter(day: str, instant: str) -> None:
    assert parse_wall(day, "18:00", _BERLIN) == instant
    assert render_wall(instant, _BERLIN).endswith(", 18:00")


def test_evening_there_may_be_the_next_day_here() -> None:
    assert parse_wall("2026-03-01", "20:00", ZoneInfo("America/New_York")) == "2026-03-02T01:00:00Z"


@pytest.mark.parametrize(
    ("day", "clock"), [("soon", "18:00"), ("2026-02-30", "18:00"), ("2026-02-03", "24:00")]
)
def test_time_that_is_none_is_refused(day: str, clock: str) -> None:
    with pytest.raises(BadFormError):
        parse_wall(day, clock, _BERLIN)


def test_days_to_choose_begin_today() -> None:
    choices = day_choices(date(2026, 12, 31), 3)
    assert choices == [
        ("2026-12-31", "Today, Thu 31 Dec"),
        ("2027-01-01", "Tomorrow, Fri 01 Jan"),
        ("2027-01-02", "Sat 02 Jan"),
    ]


def test_date_of_core_api_has_a_day_name() -> None:
    assert render_date("2026-11-22") == "Sun 22 Nov"


def test_zones_are_regions_and_utc() -> None:
    assert {"Europe/Berlin", "UTC"} <= set(zone_names())


@pytest.mark.parametrize("name", ["Mars/Olympus", "", "../etc/passwd"])
def test_unknown_zone_is_said_and_not_guessed(name: str) -> None:
    with pytest.raises(CoreApiUnreachableError):
        zone_of(name)
