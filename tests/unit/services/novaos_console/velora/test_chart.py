"""Where bars and lines are: to scale, and never a zero for what is not known."""

import pytest

from services.novaos_console.velora.chart import HEIGHT, Point, lay_out, scale


def _points(*values: float | None) -> list[Point]:
    return [Point(str(at), value, str(value)) for at, value in enumerate(values)]


def test_bars_are_as_high_as_their_values() -> None:
    chart = lay_out("t", "bars", _points(10, 5, 0), str)
    high, half, none = (mark.bar_height for mark in chart.marks)
    assert high == pytest.approx(2 * half, abs=0.2)
    assert none == 0


def test_what_is_not_known_has_no_place() -> None:
    chart = lay_out("t", "line", _points(1, None, 3), str)
    assert chart.marks[1].y is None
    assert len(chart.line.split()) == 2


def test_a_negative_value_hangs_below_zero() -> None:
    chart = lay_out("t", "bars", _points(4, -2), str)
    up, down = chart.marks
    assert down.bar_y == pytest.approx(up.bar_y + up.bar_height)
    assert down.bar_height > 0


def test_the_interval_is_one_closed_band() -> None:
    points = [Point("a", 2, "2", 1, 3), Point("b", 4, "4", 2, 6)]
    assert len(lay_out("t", "line", points, str).band.split()) == 4


def test_everything_stays_on_the_sheet() -> None:
    chart = lay_out("t", "bars", _points(7, 123456, -99), str)
    assert all(0 <= tick.y <= HEIGHT for tick in chart.ticks)
    assert all(0 <= mark.bar_y <= mark.bar_y + mark.bar_height <= HEIGHT for mark in chart.marks)


def test_long_labels_take_turns() -> None:
    points = [Point("a long name of something" * 2, 1, "1") for _ in range(4)]
    rows = [mark.label_y for mark in lay_out("t", "bars", points, str).marks]
    assert rows[0] == rows[2] != rows[1] == rows[3]


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0, 0, (0, 1, 1)),
        (0, 7, (0, 8, 2)),
        (0, 9450, (0, 10_000, 5000)),
        (-3, 5, (-4, 6, 2)),
        (0, 1, (0, 1, 1)),
    ],
)
def test_an_axis_has_round_steps(
    low: float, high: float, expected: tuple[float, float, float]
) -> None:
    assert scale(low, high) == expected


def test_nothing_to_draw_is_an_empty_axis() -> None:
    chart = lay_out("t", "bars", [], str)
    assert chart.marks == ()
    assert [tick.text for tick in chart.ticks] == ["0.0", "1.0"]
