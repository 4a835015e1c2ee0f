"""Screen time sessions in words: when, how long, of which kind."""

from collections.abc import Iterable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from services.console.views import as_moment
from services.gypsy_cove.local_time import render_wall

CATEGORIES = (
    ("games", "Games"),
    ("video", "Videos"),
    ("social", "Friends and chat"),
    ("learning", "Learning"),
    ("creative", "Making things"),
    ("other", "Something else"),
)
"""What core-api knows -> how people call it."""


def describe_sessions(
    sessions: Iterable[Mapping[str, Any]], zone: ZoneInfo
) -> list[dict[str, Any]]:
    """Return sessions for a page, the latest first; one that runs has no minutes."""
    words = dict(CATEGORIES)
    return [
        {
            "wall": render_wall(one["started_at"], zone),
            "started_at": one["started_at"],
            "kind": words[one["category"]],
            "minutes": count_minutes(one["started_at"], one["stopped_at"]),
        }
        for one in sorted(sessions, key=lambda one: as_moment(one["started_at"]), reverse=True)
    ]


def count_minutes(started_at: str, stopped_at: str | None) -> int | None:
    """Return the whole minutes of a session, None while it runs."""
    if stopped_at is None:
        return None
    return int((as_moment(stopped_at) - as_moment(started_at)).total_seconds() // 60)
