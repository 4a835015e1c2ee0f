"""The week of a family: which days it has, and what screen time fell on them. Pure."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from services.core_api.gypsycove.days import Span, split_by_day, start_of_day, whole_minutes

_DAYS = 7


@dataclass(frozen=True, slots=True)
class Week:
    """An ISO 8601 week in one time zone."""

    first_day: date
    zone: ZoneInfo

    @property
    def last_day(self) -> date:
        """Its Sunday."""
        return self.first_day + timedelta(days=_DAYS - 1)

    @property
    def span(self) -> Span:
        """From its first midnight to the one that ends it."""
        end = self.first_day + timedelta(days=_DAYS)
        return Span(start_of_day(self.first_day, self.zone), start_of_day(end, self.zone))


def parse_week(text: str, zone: ZoneInfo) -> Week:
    """Return the week that `text` (`2026-W05`) names.

    Raises `ValueError` if its year has no such week.
    """
    year, number = text.split("-W")
    return Week(date.fromisocalendar(int(year), int(number), 1), zone)


def minutes_by_day(used: Iterable[tuple[str, Span]], week: Week) -> list[tuple[date, str, int]]:
    """Add up what of each category fell on each day of the week; only whole minutes count."""
    total: Counter[tuple[date, str]] = Counter()
    for category, span in used:
        inside = Span(max(span.start, week.span.start), min(span.stop, week.span.stop))
        for day, length in split_by_day(inside, week.zone):
            total[day, category] += length // timedelta(microseconds=1)
    return [
        (day, category, whole_minutes(timedelta(microseconds=length)))
        for (day, category), length in sorted(total.items())
    ]
