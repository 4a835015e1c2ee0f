"""Posts by week: each on the day when members see it, or are planned to; pure."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from services.console.views import as_moment

DAYS = 7
SEEN = frozenset({"published", "hidden"})
PLANNED = frozenset({"draft", "review", "approved", "rejected"})


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a week."""

    date: date
    posts: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days from Monday on."""

    days: tuple[Day, ...]

    @property
    def number(self) -> int:
        """Number of the week, ISO 8601."""
        return self.days[0].date.isocalendar().week


def monday_of(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def day_of(post: dict[str, Any]) -> date | None:
    """Return the day of a post, UTC; None for one without a plan, and for a withdrawn one."""
    if post["status"] in SEEN:
        return as_moment(post["published_at"]).date()
    if post["status"] in PLANNED and post["scheduled_for"]:
        return as_moment(post["scheduled_for"]).date()
    return None


def list_weeks(posts: list[dict[str, Any]], first: date, number: int) -> list[Week]:
    """Lay posts out in weeks from the week of `first` on."""
    by_day: dict[date, list[dict[str, Any]]] = {}
    for post in posts:
        found = day_of(post)
        if found is not None:
            by_day.setdefault(found, []).append(post)
    start = monday_of(first)
    dates = [start + timedelta(days=step) for step in range(number * DAYS)]
    days = [Day(each, tuple(by_day.get(each, ()))) for each in dates]
    return [Week(tuple(days[at : at + DAYS])) for at in range(0, len(days), DAYS)]


def list_unplanned(posts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the posts that are worked on and have no day yet."""
    return [post for post in posts if post["status"] in PLANNED and not post["scheduled_for"]]


def count_published(posts: list[dict[str, Any]], today: date, number: int) -> list[tuple[str, int]]:
    """Count what members saw in each of the last weeks, oldest first, by the week's Monday."""
    first = monday_of(today) - timedelta(weeks=number - 1)
    seen = [post for post in posts if post["status"] in SEEN]
    weeks = list_weeks(seen, first, number)
    return [
        (week.days[0].date.isoformat(), sum(len(day.posts) for day in week.days)) for week in weeks
    ]
