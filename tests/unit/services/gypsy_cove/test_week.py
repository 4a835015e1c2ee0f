"""Weeks: their names, and a member's numbers for each day."""

from datetime import date
from typing import Any

import pytest

from services.console.errors import NotThereError
from services.gypsy_cove.week import describe_member, has_happened, name_week, parse_week


def _week(**changed: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    return {"member_id": "m", "used": [], "extra_time": {}, "check_ins": {}, **changed}


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 11, 22), "2026-W47"),
        (date(2027, 1, 1), "2026-W53"),
        (date(2026, 1, 1), "2026-W01"),
    ],
)
def test_week_is_called_as_iso_8601_does(day: date, name: str) -> None:
    assert name_week(day) == name
    assert parse_week(name) <= day


@pytest.mark.parametrize("name", ["2026-W54", "2026-W00", "2026", "soon", "-W1", ""])
def test_week_that_is_none_is_not_there(name: str) -> None:
    with pytest.raises(NotThereError):
        parse_week(name)


def test_minutes_of_all_kinds_add_up_per_day() -> None:
    used = [
        {"day": "2026-11-16", "category": "games", "minutes": 10},
        {"day": "2026-11-16", "category": "video", "minutes": 5},
        {"day": "2026-11-22", "category": "games", "minutes": 7},
    ]
    shown = describe_member(_week(used=used), date(2026, 11, 16))
    assert [minutes for _, minutes in shown["days"]] == [15, 0, 0, 0, 0, 0, 7]
    assert shown["days"][0][0] == "Mon 16"
    assert shown["kinds"] == [("Games", 17), ("Videos", 5)]


def test_member_without_anything_has_nothing_to_report() -> None:
    assert not has_happened(_week())
    assert has_happened(_week(check_ins={"done": 1}))
