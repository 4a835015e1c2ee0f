"""Go durations, as health checks are configured with: `1m30s`, `500ms`."""

import re

_UNITS_NS = {
    "ns": 1,
    "us": 10**3,
    "µs": 10**3,
    "ms": 10**6,
    "s": 10**9,
    "m": 60 * 10**9,
    "h": 3600 * 10**9,
}
_PART = re.compile(r"(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h)")


def parse_duration_ns(text: str) -> int:
    """Read a Go duration into nanoseconds.

    Raises `ValueError` for anything that Go's time.ParseDuration refuses, and for negative ones.
    """
    if text == "0":
        return 0
    parts = _PART.findall(text)
    if not parts or "".join(number + unit for number, unit in parts) != text:
        raise ValueError(f"{text!r} is not a duration; write it like 30s, 1m30s or 500ms")
    return round(sum(float(number) * _UNITS_NS[unit] for number, unit in parts))


def render_duration(nanoseconds: int) -> str:
    """Write nanoseconds as the shortest exact duration in one unit."""
    for unit in ("h", "m", "s", "ms", "us"):
        if nanoseconds and nanoseconds % _UNITS_NS[unit] == 0:
            return f"{nanoseconds // _UNITS_NS[unit]}{unit}"
    return f"{nanoseconds}ns" if nanoseconds else "0s"
