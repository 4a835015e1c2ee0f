"""Cron expressions with five fields, in UTC: read one, and find its next run.

The grammar is that of crontab(5): numbers, names of months and weekdays, ranges, lists, steps. As
there, when both the day of the month and the weekday are restricted, either one is enough. An
expression that never runs is refused.
"""

import re
from calendar import monthrange
from datetime import UTC, datetime, timedelta

import msgspec

EXPRESSION_CHARACTERS_MAX = 200
_YEARS_MAX = 12
"""29 February comes again after at most 8 years (2096 to 2104), any other date on the same weekday
after at most 12 (as 2100 is no leap year)."""
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_PART = re.compile(r"(?P<first>\*|[a-z0-9]+)(?:-(?P<last>[a-z0-9]+))?(?:/(?P<step>[0-9]{1,2}))?")
_NUMBER = re.compile(r"[0-9]{1,2}")
_DAYS_OF_LONGEST = {month: monthrange(2024, month)[1] for month in range(1, 13)}


class _Field(msgspec.Struct, frozen=True):
    name: str
    first: int
    last: int
    names: dict[str, int] = {}


_FIELDS = (
    _Field("minute", 0, 59),
    _Field("hour", 0, 23),
    _Field("day of the month", 1, 31),
    _Field("month", 1, 12, {name: number for number, name in enumerate(_MONTHS, 1)}),
    _Field("weekday", 0, 7, {name: number for number, name in enumerate(_WEEKDAYS)}),
)


class Cron(msgspec.Struct, frozen=True):
    """The minutes at which something runs."""

    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    """Sunday is 0."""
    either_day: bool
    """Both kinds of days are restricted: one of them is enough."""

    def matches(self, moment: datetime) -> bool:
        """Tell whether it runs in this minute of UTC."""
        moment = moment.astimezone(UTC)
        in_time = moment.hour in self.hours and moment.minute in self.minutes
        return in_time and self._runs_on(moment)

    def next_after(self, moment: datetime) -> datetime:
        """Return the first run that is later than `moment`, UTC."""
        start = moment.astimezone(UTC).replace(second=0, microsecond=0) + timedelta(minutes=1)
        day = start.replace(hour=0, minute=0)
        while day.year <= start.year + _YEARS_MAX:
            if day.month not in self.months:
                day = _first_of_next_month(day)
                continue
            earliest = start if day.date() == start.date() else day
            if self._runs_on(day) and (run := self._run_on(earliest)):
                return run
            day += timedelta(days=1)
        raise ValueError(f"no run within {_YEARS_MAX} years")

    def _runs_on(self, day: datetime) -> bool:
        if day.month not in self.months:
            return False
        by_day, by_weekday = day.day in self.days, day.isoweekday() % 7 in self.weekdays
        return by_day or by_weekday if self.either_day else by_day and by_weekday

    def _run_on(self, earliest: datetime) -> datetime | None:
        """Find the first run of the day of `earliest` that is not before it."""
        for hour in self.hours:
            for minute in self.minutes:
                if (hour, minute) >= (earliest.hour, earliest.minute):
                    return earliest.replace(hour=hour, minute=minute)
        return None


def parse_cron(expression: str) -> Cron:
    """Read `minute hour day-of-month month weekday`.

    Raises `ValueError` that says which field is wrong and why.
    """
    words = expression[: EXPRESSION_CHARACTERS_MAX + 1].lower().split()
    if len(expression) > EXPRESSION_CHARACTERS_MAX or len(words) != len(_FIELDS):
        raise ValueError(
            f"cron expression {expression[:40]!r}: expected five fields (minute, hour, day of the"
            f" month, month, weekday) in at most {EXPRESSION_CHARACTERS_MAX} characters",
        )
    values = [_parse_field(field, word) for field, word in zip(_FIELDS, words, strict=True)]
    minutes, hours, days, months, weekdays = values
    cron = Cron(
        minutes=tuple(sorted(minutes)),
        hours=tuple(sorted(hours)),
        days=days,
        months=months,
        weekdays=frozenset(day % 7 for day in weekdays),
        either_day=not (words[2].startswith("*") or words[4].startswith("*")),
    )
    if not cron.either_day and min(days) > max(_DAYS_OF_LONGEST[month] for month in months):
        raise ValueError(f"cron expression {expression!r} never runs: no such day in these months")
    return cron


def _parse_field(field: _Field, word: str) -> frozenset[int]:
    values: set[int] = set()
    for part in word.split(","):
        match = _PART.fullmatch(part)
        if match is None:
            raise ValueError(f"cron {field.name}: {part[:20]!r} is no number, range or step")
        values.update(_expand(field, part, match))
    return frozenset(values)


def _expand(field: _Field, part: str, match: re.Match[str]) -> range:
    step = int(match["step"] or 1)
    if match["first"] == "*":
        first, last = field.first, field.last
    else:
        first = _read_value(field, match["first"])
        alone = field.last if match["step"] else first
        last = _read_value(field, match["last"]) if match["last"] else alone
    if match["first"] == "*" and match["last"]:
        raise ValueError(f"cron {field.name}: {part[:20]!r} mixes * with a range")
    if step == 0 or first > last:
        raise ValueError(
            f"cron {field.name}: {part[:20]!r} has an empty range or a step of 0; write it as"
            " <first>-<last>/<step> with first <= last and step >= 1",
        )
    return range(first, last + 1, step)


def _read_value(field: _Field, text: str) -> int:
    value = int(text) if _NUMBER.fullmatch(text) else field.names.get(text, -1)
    if not field.first <= value <= field.last:
        raise ValueError(
            f"cron {field.name}: {text[:20]!r} is not in {field.first} to {field.last}",
        )
    return value


def _first_of_next_month(day: datetime) -> datetime:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
