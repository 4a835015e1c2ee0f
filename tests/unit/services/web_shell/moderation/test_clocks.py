"""Clocks of cases are words by the server's time, and change once a minute at most."""

from datetime import UTC, datetime, timedelta

import pytest

from services.web_shell.moderation.clocks import removal_clock, report_clock, restore_clock

RECEIVED = datetime(2026, 11, 22, 12, 0, 30, tzinfo=UTC)
REMOVAL = {
    "status": "open",
    "alarm_at": (RECEIVED + timedelta(hours=24)).isoformat(),
    "due_at": (RECEIVED + timedelta(hours=48)).isoformat(),
}
REPORT = {"status": "open", "due_at": "2026-12-03T00:00:00Z"}
NOTICE = {
    "status": "countered",
    "restore_not_before": "2026-12-08T00:00:00Z",
    "restore_not_after": "2026-12-12T00:00:00Z",
}


@pytest.mark.parametrize(
    ("hours", "seconds", "word"),
    [
        (0, 0, "ok"),
        (23, 3569, "ok"),
        (24, 0, "soon"),
        (47, 3569, "soon"),
        (48, 0, "over"),
        (99, 0, "over"),
    ],
)
def test_removal_alarms_after_a_day_and_is_over_after_two(
    hours: int, seconds: int, word: str
) -> None:
    clock = removal_clock(REMOVAL, RECEIVED + timedelta(hours=hours, seconds=seconds))
    assert clock is not None
    assert (clock.word, clock.deadline) == (word, REMOVAL["due_at"])


@pytest.mark.parametrize(
    ("now", "word"),
    [
        ("2026-11-30T23:59:59+00:00", "ok"),
        ("2026-12-01T00:00:00+00:00", "soon"),
        ("2026-12-02T23:59:59+00:00", "soon"),
        ("2026-12-03T00:00:00+00:00", "over"),
        ("2026-12-02T22:00:00-02:00", "over"),
    ],
)
def test_report_is_urgent_two_days_before_its_end(now: str, word: str) -> None:
    clock = report_clock(REPORT, datetime.fromisoformat(now))
    assert clock is not None
    assert clock.word == word


@pytest.mark.parametrize(
    ("now", "word", "deadline"),
    [
        ("2026-12-07T23:59:59+00:00", "not open yet", "restore_not_before"),
        ("2026-12-08T00:00:00+00:00", "open now", "restore_not_after"),
        ("2026-12-12T00:00:59+00:00", "open now", "restore_not_after"),
        ("2026-12-12T00:01:00+00:00", "over", "restore_not_after"),
    ],
)
def test_restore_window_opens_and_closes(now: str, word: str, deadline: str) -> None:
    clock = restore_clock(NOTICE, datetime.fromisoformat(now))
    assert clock is not None
    assert (clock.word, clock.deadline) == (word, NOTICE[deadline])


def test_what_is_shown_is_the_same_for_a_whole_minute() -> None:
    minute = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
    found = {removal_clock(REMOVAL, minute + timedelta(seconds=each)) for each in range(60)}
    assert len(found) == 1


def test_decided_cases_have_no_clock() -> None:
    assert removal_clock({**REMOVAL, "status": "removed"}, RECEIVED) is None
    assert report_clock({**REPORT, "status": "hidden"}, RECEIVED) is None
    assert restore_clock({**NOTICE, "status": "hidden"}, RECEIVED) is None
