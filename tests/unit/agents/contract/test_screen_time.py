"""The rules of screen time: budget, downtime over midnight, warnings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.contract.screen_time import (
    MINUTES_PER_DAY,
    MINUTES_PER_WEEK,
    WEEKDAYS,
    WINDOWS_MAX,
    Window,
    format_clock,
    is_in_downtime,
    judge_screen_time,
    minutes_until_downtime,
    next_warning,
    parse_clock,
    parse_windows,
)

NIGHT = parse_windows([{"days": ["sun"], "from": "21:00", "until": "07:00"}])
SUNDAY, MONDAY = 6, 0

minutes_of_day = st.integers(0, MINUTES_PER_DAY - 1)
windows = st.builds(
    Window,
    days=st.lists(st.sampled_from(WEEKDAYS), min_size=1, max_size=7, unique=True).map(tuple),
    from_minute=minutes_of_day,
    until_minute=st.integers(1, MINUTES_PER_DAY),
)


@pytest.mark.parametrize(
    ("weekday", "clock", "expected"),
    [
        (SUNDAY, "20:59", False),
        (SUNDAY, "21:00", True),
        (MONDAY, "06:59", True),  # the night that began on Sunday
        (MONDAY, "07:00", False),
        (MONDAY, "21:00", False),
        (SUNDAY, "06:59", False),
    ],
)
def test_night_belongs_to_the_day_it_begins(weekday: int, clock: str, expected: bool) -> None:  # noqa: FBT001
    assert is_in_downtime(NIGHT, weekday, parse_clock(clock)) is expected


def test_whole_day_ends_at_midnight() -> None:
    (window,) = parse_windows([{"days": ["sat"], "from": "00:00", "until": "24:00"}])
    assert window.minutes == MINUTES_PER_DAY
    assert is_in_downtime([window], 5, MINUTES_PER_DAY - 1)
    assert not is_in_downtime([window], SUNDAY, 0)


def test_window_until_midnight_may_be_written_both_ways() -> None:
    first, second = (
        parse_windows([{"days": ["mon"], "from": "20:00", "until": end}])
        for end in ("24:00", "00:00")
    )
    assert first == second


@pytest.mark.parametrize(
    ("window", "reason"),
    [
        ("night", "expected days, from and until"),
        ({"days": ["mon"], "from": "21:00"}, "expected days, from and until"),
        ({"days": ["mon"], "from": "21:00", "until": "21:00"}, "begins when it ends"),
        ({"days": ["mon"], "from": "25:00", "until": "07:00"}, "no time of a day"),
        ({"days": ["mon"], "from": "21:00\n", "until": "07:00"}, "no time of a day"),
        ({"days": ["mon"], "from": 21, "until": "07:00"}, "no time of a day"),
        ({"days": ["someday"], "from": "21:00", "until": "07:00"}, "someday"),
        ({"days": [], "from": "21:00", "until": "07:00"}, "length"),
        ({"days": ["mon"], "from": "24:00", "until": "07:00"}, "window 1"),
    ],
)
def test_bad_window_is_refused(window: object, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        parse_windows([window])


def test_too_many_windows_are_refused() -> None:
    one = {"days": ["mon"], "from": "21:00", "until": "22:00"}
    with pytest.raises(ValueError, match="at most"):
        parse_windows([one] * (WINDOWS_MAX + 1))


@pytest.mark.parametrize(
    ("ends_in", "expected"),
    [(60, 45), (16, 1), (15, 0), (14, 9), (5, 0), (2, 1), (1, 0), (0, None)],
)
def test_warnings_come_15_5_and_1_minutes_before_the_end(
    ends_in: int,
    expected: int | None,
) -> None:
    assert next_warning(ends_in) == expected


def test_downtime_ends_the_time_before_the_budget_does() -> None:
    state = judge_screen_time(120, 30, NIGHT, SUNDAY, parse_clock("20:30"))
    assert (state.left_minutes, state.ends_in_minutes, state.allowed) == (90, 30, True)
    assert state.next_warning_in_minutes == 15


def test_downtime_forbids_with_budget_left() -> None:
    state = judge_screen_time(120, 0, NIGHT, SUNDAY, parse_clock("21:00"))
    assert (state.left_minutes, state.in_downtime, state.allowed) == (120, True, False)
    assert state.ends_in_minutes == 0


def test_without_a_budget_only_downtime_ends_the_time() -> None:
    state = judge_screen_time(None, 500, NIGHT, SUNDAY, parse_clock("20:00"))
    assert (state.left_minutes, state.over_minutes, state.ends_in_minutes) == (None, 0, 60)
    free = judge_screen_time(None, 500, [], SUNDAY, 0)
    assert (free.allowed, free.ends_in_minutes, free.next_warning_in_minutes) == (True, None, None)


@given(
    st.integers(0, 3000), st.integers(0, 3000), st.lists(windows, max_size=4),
    st.integers(0, 6), minutes_of_day,
)  # fmt: skip
def test_left_is_never_negative(
    allowed: int,
    used: int,
    downtime: list[Window],
    weekday: int,
    minute: int,
) -> None:
    state = judge_screen_time(allowed, used, downtime, weekday, minute)
    assert state.left_minutes is not None
    assert state.ends_in_minutes is not None
    assert state.left_minutes - state.over_minutes == allowed - used
    assert 0 <= state.ends_in_minutes <= state.left_minutes
    assert state.allowed is (state.left_minutes > 0 and not state.in_downtime)


@given(st.lists(windows, min_size=1, max_size=3), st.integers(0, 6), minutes_of_day)
def test_next_downtime_is_the_first_minute_inside(
    downtime: list[Window],
    weekday: int,
    minute: int,
) -> None:
    wait = minutes_until_downtime(downtime, weekday, minute)
    assert wait is not None
    now = weekday * MINUTES_PER_DAY + minute
    at, before = ((now + wait + shift) % MINUTES_PER_WEEK for shift in (0, -1))
    assert is_in_downtime(downtime, *divmod(at, MINUTES_PER_DAY))
    assert wait == 0 or not is_in_downtime(downtime, *divmod(before, MINUTES_PER_DAY))


def test_without_windows_there_is_no_downtime() -> None:
    assert minutes_until_downtime([], MONDAY, 0) is None


@given(minutes_of_day)
def test_clock_is_read_as_it_is_written(minute: int) -> None:
    assert parse_clock(format_clock(minute)) == minute
