"""Screen time at one moment: budget, extra time, downtime, warnings."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.contract.screen_time import WEEKDAYS, parse_windows
from services.core_api.gypsycove.days import Span, zone_of
from services.core_api.gypsycove.screen_time import Agreement, ScreenTime, find_refusal, judge

BERLIN = zone_of("Europe/Berlin")
NOON = datetime(2026, 1, 2, 11, tzinfo=UTC)
"""A Friday, 12:00 in Berlin."""
NIGHTS: list[dict[str, object]] = [{"days": list(WEEKDAYS), "from": "21:00", "until": "07:00"}]


def at(clock: str, day: int = 2) -> datetime:
    """Return a time in Berlin in January 2026."""
    hour, minute = map(int, clock.split(":"))
    return datetime(2026, 1, day, hour, minute, tzinfo=BERLIN).astimezone(UTC)


def agreed(minutes: int | None = None, windows: list[dict[str, object]] | None = None) -> Agreement:
    budget: dict[str, int] | None = None
    if minutes is not None:
        budget = dict.fromkeys(WEEKDAYS, minutes)
    return Agreement(budget, parse_windows(windows or []))


def used(now: datetime, minutes: float) -> list[Span]:
    return [Span(now - timedelta(minutes=minutes), now)]


def look(now: datetime, agreement: Agreement, spans: list[Span], extra: int = 0) -> ScreenTime:
    return judge(now, BERLIN, agreement, spans, extra, is_running=True)


@pytest.mark.parametrize(
    ("budget", "extra", "minutes", "shown", "left"),
    [
        (60, 0, 0, 0, 60),
        (60, 0, 59.5, 59, 1),
        (60, 0, 60, 60, 0),
        (60, 0, 75, 75, 0),
        (60, 30, 75, 75, 15),
        (0, 0, 0, 0, 0),
        (None, 0, 75, 75, None),
    ],
)
def test_left_is_budget_and_extra_time_less_what_was_used(
    budget: int | None, extra: int, minutes: float, shown: int, left: int | None
) -> None:
    state = look(NOON, agreed(budget), used(NOON, minutes), extra)
    assert (state.used_minutes, state.left_minutes) == (shown, left)


def test_only_what_lies_on_today_is_used_of_a_session_over_midnight() -> None:
    now = at("00:30", day=3)
    state = look(now, agreed(60), [Span(at("22:00"), now)])
    assert (state.day.day, state.used_minutes, state.left_minutes) == (3, 30, 30)


def test_the_budget_is_that_of_the_weekday_of_the_family() -> None:
    late = datetime(2026, 1, 2, 23, 30, tzinfo=UTC)  # Friday by UTC, Saturday in Berlin
    budget = {"fri": 60, "sat": 180}
    state = look(late, Agreement(budget, ()), [])
    assert state.budget_minutes == 180


@pytest.mark.parametrize(
    ("clock", "expected"),
    [
        ("20:59", False),
        ("21:00", True),
        ("23:59", True),
        ("00:00", True),
        ("06:59", True),
        ("07:00", False),
    ],
)
def test_downtime_goes_over_midnight(clock: str, expected: bool) -> None:  # noqa: FBT001
    assert look(at(clock), agreed(windows=NIGHTS), []).in_downtime is expected


@pytest.mark.parametrize(
    ("now", "agreement", "end"),
    [
        (at("12:00"), agreed(60), at("12:50")),
        (at("20:30"), agreed(600, NIGHTS), at("21:00")),
        (at("20:30"), agreed(windows=NIGHTS), at("21:00")),
        (at("23:30"), agreed(600), None),  # the budget of tomorrow begins before it is used up
        (at("22:00"), agreed(600, NIGHTS), at("22:00")),
        (at("12:00"), agreed(5), at("12:00")),
        (at("12:00"), agreed(), None),
    ],
)
def test_running_time_ends_with_the_budget_or_at_downtime(
    now: datetime, agreement: Agreement, end: datetime | None
) -> None:
    assert look(now, agreement, used(now, 10)).ends_at == end


@pytest.mark.parametrize(
    ("left", "before_end"), [(60, 15), (15, 5), (14, 5), (5, 1), (2, 1), (1, None), (0, None)]
)
def test_the_next_warning_is_15_5_or_1_minute_before_the_end(
    left: int, before_end: int | None
) -> None:
    state = look(NOON, agreed(left), [])
    expected = None if before_end is None else NOON + timedelta(minutes=left - before_end)
    assert state.next_warning_at == expected


def test_nothing_ends_and_nothing_warns_while_no_session_runs() -> None:
    state = judge(NOON, BERLIN, agreed(60), [], 0, is_running=False)
    assert (state.ends_at, state.next_warning_at) == (None, None)


@pytest.mark.parametrize(
    ("now", "agreement", "reason"),
    [
        (at("12:00"), agreed(60, NIGHTS), None),
        (at("12:00"), agreed(), None),
        (at("22:00"), agreed(60, NIGHTS), "downtime"),
        (at("12:00"), agreed(0), "extra time"),
    ],
)
def test_a_start_is_refused_with_its_reason(
    now: datetime, agreement: Agreement, reason: str | None
) -> None:
    found = find_refusal(look(now, agreement, []))
    assert found == reason or (found is not None and reason is not None and reason in found)


@given(
    budget=st.none() | st.integers(0, 1440),
    extra=st.integers(0, 240),
    minutes=st.integers(0, 2000),
    offset=st.integers(0, 60 * 24 * 400),
)
def test_what_is_left_is_never_negative_and_the_end_is_never_past(
    budget: int | None, extra: int, minutes: int, offset: int
) -> None:
    now = NOON + timedelta(minutes=offset)
    state = look(now, agreed(budget, NIGHTS), used(now, minutes), extra)
    assert state.left_minutes is None or state.left_minutes >= 0
    assert state.ends_at is not None
    assert state.ends_at >= now
    assert state.next_warning_at is None or now < state.next_warning_at < state.ends_at
