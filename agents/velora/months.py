"""Calendar months in UTC, as text `YYYY-MM` outside and as a running number inside."""

from datetime import UTC, datetime
from typing import Annotated

import msgspec

_MONTHS = 12

MonthText = Annotated[str, msgspec.Meta(pattern=r"^20\d\d-(0[1-9]|1[0-2])\Z")]


def month_number(moment: datetime) -> int:
    """Return the running number of the month in which `moment` lies."""
    there = moment.astimezone(UTC)
    return there.year * _MONTHS + there.month - 1


def parse_month(text: str) -> int:
    """Return the running number of a month written as `YYYY-MM`."""
    return int(text[:4]) * _MONTHS + int(text[5:7]) - 1


def render_month(number: int) -> str:
    """Write the month with that running number."""
    return f"{number // _MONTHS:04d}-{number % _MONTHS + 1:02d}"


def month_start(number: int) -> datetime:
    """Return the first moment of the month."""
    return datetime(number // _MONTHS, number % _MONTHS + 1, 1, tzinfo=UTC)
