"""Distance and bearing between two points."""

import msgspec
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from agents.riven.bearing import (
    EARTH_RADIUS_METRES,
    BearingInput,
    Point,
    compass_point,
    distance_metres,
    find_bearing,
    initial_bearing,
)
from agents.runtime.errors import TaskError

PARIS = Point(48.8566, 2.3522)
LONDON = Point(51.5074, -0.1278)
points = st.builds(
    Point,
    latitude=st.floats(-90, 90),
    longitude=st.floats(-180, 180),
)


def test_paris_to_london() -> None:
    # 343.6 km and about 330 degrees, as published for these coordinates.
    found = find_bearing(BearingInput(PARIS, LONDON))
    assert found.distance_metres == pytest.approx(343_560, abs=200)
    assert found.compass_point == "NNW"
    assert found.initial_bearing_degrees == pytest.approx(330, abs=1)
    assert found.walking_minutes == round(found.distance_metres * 60 / 4000)


def test_a_quarter_of_the_equator() -> None:
    # A quarter of 2 pi R.
    found = find_bearing(BearingInput(Point(0, 0), Point(0, 90)))
    assert found.distance_metres == round(EARTH_RADIUS_METRES * 3.141592653589793 / 2)
    assert (found.initial_bearing_degrees, found.return_bearing_degrees) == (90.0, 270.0)


@pytest.mark.parametrize(
    "wanted",
    [
        BearingInput(PARIS, PARIS),
        BearingInput(Point(0, 0), Point(0, 180)),
        BearingInput(Point(90, 0), Point(-90, 55)),
    ],
)
def test_same_and_opposite_points_have_no_direction(wanted: BearingInput) -> None:
    found = find_bearing(wanted)
    assert (found.initial_bearing_degrees, found.compass_point) == (None, None)


@pytest.mark.parametrize(
    ("bearing", "expected"),
    [(0, "N"), (11.2, "N"), (11.3, "NNE"), (90, "E"), (180, "S"), (270, "W"), (348.8, "N")],
)
def test_compass_points(bearing: float, expected: str) -> None:
    assert compass_point(bearing) == expected


@pytest.mark.parametrize(
    ("point", "reason"),
    [
        (Point(98.765, 7.654), "latitude"),
        (Point(7.654, 187.65), "longitude"),
        (Point(float("nan"), 0), "latitude"),
        (Point(0, float("inf")), "longitude"),
    ],
)
def test_point_that_is_not_on_the_earth_is_refused_without_telling_it(
    point: Point,
    reason: str,
) -> None:
    with pytest.raises(TaskError, match=reason) as refused:
        find_bearing(BearingInput(PARIS, point))
    told = str(refused.value)
    assert not any(number in told for number in ("98.7", "7.65", "187.", "48.8", "nan", "inf"))


def test_no_result_and_no_text_holds_a_coordinate() -> None:
    wanted = BearingInput(PARIS, LONDON)
    shown = repr(wanted) + msgspec.json.encode(find_bearing(wanted)).decode()
    assert not any(number in shown for number in ("48.8", "2.35", "51.5", "0.12"))


@given(points, points)
def test_distance_is_the_same_both_ways(start: Point, end: Point) -> None:
    there, back = distance_metres(start, end), distance_metres(end, start)
    assert there == pytest.approx(back, abs=1e-3)
    assert 0 <= there <= EARTH_RADIUS_METRES * 3.1415926536


@given(points, points, points)
def test_a_detour_is_never_shorter(start: Point, middle: Point, end: Point) -> None:
    detour = distance_metres(start, middle) + distance_metres(middle, end)
    # Near opposite points rounding of the haversine is worth some tenths of a metre.
    assert distance_metres(start, end) <= detour + 1


@given(points, points)
def test_bearing_is_a_direction(start: Point, end: Point) -> None:
    assume(distance_metres(start, end) > 1)
    assert 0 <= initial_bearing(start, end) < 360
