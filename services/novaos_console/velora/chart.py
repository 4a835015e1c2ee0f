"""Where the bars, the line and the axis of a drawing are. Pure; a template makes SVG of it.

A value that is not known has no bar and no point, and its label says so: it is never drawn as zero.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

WIDTH = 640
HEIGHT = 260
_LEFT, _RIGHT, _TOP, _BOTTOM = 96, 16, 24, 36
"""Room around the drawing: the words of the axis, the values over the bars, the labels."""
_TICKS = 4
_BAR_SHARE = 0.6
_BAR_MAX = 72
_CHARACTER = 6.2
"""Width of a character of the labels, about; where they would touch, every second one is lower."""
_LABEL_Y = (HEIGHT - 18, HEIGHT - 4)
_STEPS = (1, 2, 5, 10)


@dataclass(frozen=True, slots=True)
class Point:
    """One value of a drawing."""

    label: str
    value: float | None
    text: str
    """The value as people read it; `unknown` if there is none."""
    low: float | None = None
    high: float | None = None
    """Bounds of an interval around it."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the axis."""

    y: float
    text: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A point where it is drawn; `y` is None for what is not known."""

    x: float
    y: float | None
    label: str
    text: str
    label_y: int
    bar_x: float
    bar_width: float
    bar_y: float
    bar_height: float


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything with its place."""

    title: str
    kind: str
    """`bars` or `line`."""
    marks: tuple[Mark, ...]
    ticks: tuple[Tick, ...]
    line: str
    """`points` of a polyline."""
    band: str
    """`points` of the polygon of the interval."""
    width: int = WIDTH
    height: int = HEIGHT
    left: int = _LEFT
    right: int = field(default=WIDTH - _RIGHT)
    bottom: int = field(default=HEIGHT - _BOTTOM)


def lay_out(title: str, kind: str, points: Sequence[Point], say: Callable[[float], str]) -> Chart:
    """Give everything its place; `say` writes a value of the axis."""
    known = [
        value for one in points for value in (one.value, one.low, one.high) if value is not None
    ]
    low, high, step = scale(min([0.0, *known]), max([0.0, *known]))
    slot = (WIDTH - _LEFT - _RIGHT) / max(1, len(points))

    def y_of(value: float) -> float:
        share = (value - low) / (high - low)
        return round(HEIGHT - _BOTTOM - share * (HEIGHT - _TOP - _BOTTOM), 1)

    is_narrow = any(len(one.label) * _CHARACTER > slot for one in points)
    marks = tuple(
        _mark(one, at if is_narrow else 0, _LEFT + slot * (at + 0.5), slot, y_of)
        for at, one in enumerate(points)
    )
    drawn = [(mark, one) for mark, one in zip(marks, points, strict=True) if mark.y is not None]
    upper = [f"{mark.x},{y_of(one.high)}" for mark, one in drawn if one.high is not None]
    lower = [f"{mark.x},{y_of(one.low)}" for mark, one in reversed(drawn) if one.low is not None]
    count = round((high - low) / step)
    ticks = (low + step * number for number in range(count + 1))
    return Chart(
        title=title,
        kind=kind,
        marks=marks,
        ticks=tuple(Tick(y_of(value), say(value)) for value in ticks),
        line=" ".join(f"{mark.x},{mark.y}" for mark, _ in drawn) if kind == "line" else "",
        band=" ".join([*upper, *lower]),
    )


def scale(low: float, high: float) -> tuple[float, float, float]:
    """Return ends and step of an axis that holds both values: 1, 2 or 5 times a power of ten."""
    span = (high - low) or 1.0
    rough = span / _TICKS
    power = 10.0 ** math.floor(math.log10(rough))
    # Nothing that is counted here has parts: members, cents.
    step = max(1.0, next(one * power for one in _STEPS if one * power >= rough * (1 - 1e-9)))
    return math.floor(low / step) * step, max(1, math.ceil(high / step)) * step, step


def _mark(one: Point, row: int, x: float, slot: float, y_of: Callable[[float], float]) -> Mark:
    width = min(_BAR_MAX, slot * _BAR_SHARE)
    zero = y_of(0.0)
    y = None if one.value is None else y_of(one.value)
    top = zero if y is None else min(y, zero)
    return Mark(
        x=round(x, 1),
        y=y,
        label=one.label,
        text=one.text,
        label_y=_LABEL_Y[row % 2],
        bar_x=round(x - width / 2, 1),
        bar_width=round(width, 1),
        bar_y=top,
        bar_height=0.0 if y is None else round(abs(zero - y), 1),
    )
