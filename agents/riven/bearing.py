"""Distance and direction between two points on a sphere, for paper maps and a compass.

Great circle by the haversine formula, which is accurate for small distances, too (R. W. Sinnott,
"Virtues of the Haversine", Sky and Telescope 68, 1984). A sphere instead of the ellipsoid is wrong
by at most about 0.6 %. The coordinates appear in no result and in no message: nobody's place is
kept.
"""

from math import asin, atan2, cos, degrees, isfinite, radians, sin, sqrt

import msgspec

from agents.runtime.errors import TaskError

EARTH_RADIUS_METRES = 6_371_008.8
"""Mean radius R1 = (2a + b) / 3 of WGS 84 (Moritz, "Geodetic Reference System 1980", 2000)."""
_POINTS = ("N", "NNE", "NE", "ENE", "E", "ESE", "SE", "SSE")
_OPPOSITE_POINTS = ("S", "SSW", "SW", "WSW", "W", "WNW", "NW", "NNW")
_COMPASS = _POINTS + _OPPOSITE_POINTS
_SAME_METRES = 0.5
"""Closer than this there is no direction; nor is there one between opposite ends of the earth."""
_WALKING_METRES_PER_HOUR = 4000
"""On easy ground, a careful planning figure."""


class Point(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Degrees in WGS 84, north and east positive."""

    latitude: float
    longitude: float

    def __repr__(self) -> str:
        return "Point(...)"  # no traceback may tell where somebody is


class BearingInput(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """From where to where."""

    start: Point
    end: Point


class Bearing(msgspec.Struct, frozen=True):
    """How far, and in which direction to start."""

    distance_metres: int
    initial_bearing_degrees: float | None
    """Clockwise from true north, not magnetic north; nothing if there is no direction."""
    compass_point: str | None
    return_bearing_degrees: float | None
    """From the end back to the start."""
    walking_minutes: int


def find_bearing(wanted: BearingInput) -> Bearing:
    """Compute distance and bearing.

    Raises `TaskError` if a point is not on the earth.
    """
    for name, point in (("start", wanted.start), ("end", wanted.end)):
        if not (isfinite(point.latitude) and abs(point.latitude) <= 90):  # noqa: PLR2004 - degrees
            raise TaskError(f"{name}: the latitude is not within -90 to 90 degrees")
        if not (isfinite(point.longitude) and abs(point.longitude) <= 180):  # noqa: PLR2004
            raise TaskError(f"{name}: the longitude is not within -180 to 180 degrees")
    metres = distance_metres(wanted.start, wanted.end)
    halfway_round = EARTH_RADIUS_METRES * radians(180)
    has_direction = _SAME_METRES <= metres <= halfway_round - _SAME_METRES
    bearing = initial_bearing(wanted.start, wanted.end) if has_direction else None
    back = initial_bearing(wanted.end, wanted.start) if has_direction else None
    return Bearing(
        distance_metres=round(metres),
        initial_bearing_degrees=bearing,
        compass_point=None if bearing is None else compass_point(bearing),
        return_bearing_degrees=back,
        walking_minutes=round(metres * 60 / _WALKING_METRES_PER_HOUR),
    )


def distance_metres(start: Point, end: Point) -> float:
    """Return the length of the great circle."""
    phi1, phi2 = radians(start.latitude), radians(end.latitude)
    half_phi, half_lambda = (phi2 - phi1) / 2, radians(end.longitude - start.longitude) / 2
    haversine = sin(half_phi) ** 2 + cos(phi1) * cos(phi2) * sin(half_lambda) ** 2
    return 2 * EARTH_RADIUS_METRES * asin(sqrt(min(1.0, haversine)))


def initial_bearing(start: Point, end: Point) -> float:
    """Return the direction in which the great circle begins, in tenths of a degree, below 360."""
    phi1, phi2 = radians(start.latitude), radians(end.latitude)
    delta = radians(end.longitude - start.longitude)
    east = sin(delta) * cos(phi2)
    north = cos(phi1) * sin(phi2) - sin(phi1) * cos(phi2) * cos(delta)
    return round(degrees(atan2(east, north)) % 360, 1) % 360


def compass_point(bearing_degrees: float) -> str:
    """Return the nearest of the 16 points of the compass."""
    return _COMPASS[round(bearing_degrees * len(_COMPASS) / 360) % len(_COMPASS)]
