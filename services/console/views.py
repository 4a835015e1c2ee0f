"""Render templates: escaped by default, an unknown name is an error, values in people's units."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined

from services.console.assets import Assets
from services.console.console import Console

_SHARED = Path(__file__).parent / "templates"
_UNKNOWN = "\u2013"
"""A dash."""
_MINUTE = 60
_HOUR = 3600


class Views:
    """The templates of one console, its own before the shared ones."""

    def __init__(self, console: Console, assets: Assets) -> None:
        folders = [console.folder / "templates", _SHARED]
        self._environment = Environment(
            loader=ChoiceLoader([FileSystemLoader(folder) for folder in folders]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters |= {
            "utc": render_utc,
            "day": render_day,
            "duration": render_duration,
            "minutes": render_minutes,
            "money": render_money,
            "words": render_words,
        }
        self._environment.globals |= {"asset": assets.url, "console": console}
        # Known to every template, in blocks too, where an import of the base is not.
        self._environment.globals["parts"] = self._environment.get_template("parts.html").module

    def render(self, template: str, values: dict[str, Any]) -> str:
        """Render one template."""
        return self._environment.get_template(template).render(values)


def render_utc(moment: str | datetime | None) -> str:
    """`2026-11-22 19:03:12Z`, or a dash for never."""
    if moment is None:
        return _UNKNOWN
    return as_moment(moment).strftime("%Y-%m-%d %H:%M:%SZ")


def render_day(moment: str | datetime) -> str:
    """`Sun 22 Nov 2026`."""
    return as_moment(moment).strftime("%a %d %b %Y")


def as_moment(moment: str | datetime) -> datetime:
    """Return a time of core-api's JSON as a value, in UTC; one without offset is UTC."""
    value = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def render_duration(seconds: float | None) -> str:
    """`12 ms`, `3.2 s`, `5 min 10 s`, `2 h 5 min`, `3 d 4 h`; a dash for unknown."""
    if seconds is None:
        return _UNKNOWN
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    if seconds < _MINUTE:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < _HOUR:
        return f"{whole // 60} min {whole % 60} s"
    if whole < 24 * _HOUR:
        return f"{whole // _HOUR} h {whole % _HOUR // 60} min"
    return f"{whole // (24 * _HOUR)} d {whole % (24 * _HOUR) // _HOUR} h"


def render_minutes(minutes: float) -> str:
    """`45 min`, `2 h`, `1 h 30 min`."""
    whole = round(minutes)
    hours, rest = divmod(whole, 60)
    if not hours:
        return f"{rest} min"
    return f"{hours} h {rest} min" if rest else f"{hours} h"


def render_money(minor_units: int, currency: str = "EUR") -> str:
    """`1,234.50 EUR`; every currency here has two decimals."""
    return f"{minor_units / 100:,.2f} {currency}"


def render_words(name: str) -> str:
    """`never_seen` as people write it: `never seen`."""
    return name.replace("_", " ").replace("-", " ")
