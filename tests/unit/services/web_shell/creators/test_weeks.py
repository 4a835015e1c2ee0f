"""Posts are on the day when members see them, or are planned to."""

from datetime import date

import pytest

from services.web_shell.creators.weeks import (
    count_published,
    day_of,
    list_unplanned,
    list_weeks,
    monday_of,
)


def _post(
    status: str, published: str | None = None, planned: str | None = None
) -> dict[str, object]:
    return {"status": status, "published_at": published, "scheduled_for": planned}


@pytest.mark.parametrize(
    ("post", "day"),
    [
        (_post("published", "2026-11-22T23:59:59Z"), date(2026, 11, 22)),
        (_post("hidden", "2026-11-22T23:30:00-02:00"), date(2026, 11, 23)),
        (_post("draft", planned="2026-11-25T08:00:00Z"), date(2026, 11, 25)),
        (_post("review"), None),
        (_post("withdrawn", "2026-11-22T10:00:00Z", "2026-11-22T10:00:00Z"), None),
    ],
)
def test_day_of_a_post(post: dict[str, object], day: date | None) -> None:
    assert day_of(post) == day


def test_weeks_begin_on_monday() -> None:
    weeks = list_weeks([], date(2027, 1, 1), 2)
    assert [week.days[0].date for week in weeks] == [date(2026, 12, 28), date(2027, 1, 4)]
    assert [week.number for week in weeks] == [53, 1]
    assert all(len(week.days) == 7 for week in weeks)
    assert monday_of(date(2026, 11, 22)) == date(2026, 11, 16)


def test_posts_are_on_their_day_only() -> None:
    post = _post("published", "2026-11-18T10:00:00Z")
    week = list_weeks([post], date(2026, 11, 16), 1)[0]
    assert [len(day.posts) for day in week.days] == [0, 0, 1, 0, 0, 0, 0]


def test_unplanned_are_worked_on_and_have_no_day() -> None:
    wanted = _post("draft")
    others = [_post("published", "2026-11-18T10:00:00Z"), _post("withdrawn")]
    planned = _post("approved", planned="2026-11-18T10:00:00Z")
    assert list_unplanned([wanted, planned, *others]) == [wanted]


def test_count_by_week_is_of_what_members_saw() -> None:
    posts = [
        _post("published", "2026-11-22T10:00:00Z"),
        _post("hidden", "2026-11-16T00:00:00Z"),
        _post("draft", planned="2026-11-17T00:00:00Z"),
        _post("published", "2026-11-09T10:00:00Z"),
        _post("published", "2026-01-01T10:00:00Z"),
    ]
    assert count_published(posts, date(2026, 11, 22), 2) == [("2026-11-09", 1), ("2026-11-16", 2)]
