"""Lyra's answers on a running environment: asked for as a creator, and waited for."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.support.black_rose import BlackRose, Creator

_WAIT_SECONDS = 15.0
_PAUSE_SECONDS = 0.3


def ask_lyra(black_rose: BlackRose, creator: Creator, post: str) -> None:
    """Have notes on a post and a plan for all drafts, both answered."""
    first_day = (datetime.now(UTC) + timedelta(days=1)).date().isoformat()
    plan = f"/creators/{creator.id}/calendar-plan"
    notes = f"/posts/{post}/editor-notes"
    black_rose.ask(creator.person, "POST", notes)
    black_rose.ask(creator.person, "POST", plan, {"first_day": first_day, "days": 14})
    for path in (notes, plan):
        found = _wait_for(black_rose, creator, path)
        assert found["outcome"] == "done", f"{path}: {found['parts']}"


def _wait_for(black_rose: BlackRose, creator: Creator, path: str) -> dict[str, Any]:
    ends_at = time.monotonic() + _WAIT_SECONDS
    while True:
        found: dict[str, Any] = black_rose.ask(creator.person, "GET", path)["latest"]
        if found["outcome"] != "pending" or time.monotonic() > ends_at:
            return found
        time.sleep(_PAUSE_SECONDS)
