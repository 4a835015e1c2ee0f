"""Go durations."""

import pytest

from infra.plugins.docker_provider.duration import parse_duration_ns, render_duration


@pytest.mark.parametrize(
    ("text", "nanoseconds"),
    [
        ("0", 0),
        ("0s", 0),
        ("30s", 30 * 10**9),
        ("1m30s", 90 * 10**9),
        ("500ms", 5 * 10**8),
        ("1.5h", 5400 * 10**9),
        (".5s", 5 * 10**8),
        ("1us", 1000),
    ],
)
def test_duration_is_read(text: str, nanoseconds: int) -> None:
    assert parse_duration_ns(text) == nanoseconds
    assert parse_duration_ns(render_duration(nanoseconds)) == nanoseconds


@pytest.mark.parametrize("text", ["", "30", "s", "-1s", "1 s", "1d", "1s2"])
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a duration"):
        parse_duration_ns(text)
