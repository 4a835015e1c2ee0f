"""Sessions of screen time in words."""

from zoneinfo import ZoneInfo

import pytest

from services.gypsy_cove.sessions import count_minutes, describe_sessions

_BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("stopped_at", "minutes"),
    [("2026-11-22T10:05:59Z", 5), ("2026-11-22T10:00:00Z", 0), (None, None)],
)
def test_only_whole_minutes_count(stopped_at: str | None, minutes: int | None) -> None:
    assert count_minutes("2026-11-22T10:00:00Z", stopped_at) == minutes


def test_latest_session_comes_first() -> None:
    found = [
        {"started_at": f"2026-11-2{day}T10:00:00Z", "stopped_at": None, "category": "games"}
        for day in (1, 3, 2)
    ]
    shown = describe_sessions(found, _BERLIN)
    assert [one["wall"] for one in shown] == [
        f"{day}, 11:00" for day in ("Mon 23 Nov", "Sun 22 Nov", "Sat 21 Nov")
    ]
    assert {one["kind"] for one in shown} == {"Games"}
