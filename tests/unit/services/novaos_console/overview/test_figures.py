"""The figures of the first page."""

from datetime import UTC, datetime
from typing import Any

import pytest

from services.novaos_console.overview.figures import (
    ALERTS_ASKED,
    count_agents,
    count_alerts,
    count_commands,
    count_requests,
    describe_stores,
)

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def alert(at: str, severity: str) -> dict[str, Any]:
    return {"at": at, "severity": severity, "message": "m"}


def test_agents_are_counted_by_state() -> None:
    items = [{"state": "online"}, {"state": "stale"}, {"state": "online"}]
    assert count_agents({"items": items}) == {"online": 2, "stale": 1, "total": 3}


def test_nobody_online_is_a_zero() -> None:
    assert count_agents({"items": [{"state": "stale"}]})["online"] == 0


@pytest.mark.parametrize(
    ("seconds", "said"), [(0.005, "under 10 ms"), (0.05, "under 100 ms"), (5.0, "over 1 s")]
)
def test_store_answers_roughly_as_fast(seconds: float, said: str) -> None:
    store = {"store": "postgres", "ok": True, "reason": "", "seconds": seconds}
    assert describe_stores({"items": [store]})[0]["said"] == said


def test_store_that_does_not_answer_says_why() -> None:
    store = {"store": "postgres", "ok": False, "reason": "no answer", "seconds": 3.0}
    assert describe_stores({"items": [store]}) == [
        {"store": "postgres", "ok": False, "said": "no answer"}
    ]


def test_busiest_routes_come_first_and_idle_ones_not_at_all() -> None:
    rates = {"/a": 0.1, "/b": 2.0, "/idle": 0.0}
    items = [
        {"method": "GET", "route": route, "per_second": rate, "p95_seconds": None}
        for route, rate in rates.items()
    ]
    figures = count_requests({"items": items})
    assert figures.per_minute == 126
    assert [row["route"] for row in figures.busiest] == ["GET /b", "GET /a"]


def test_commands_are_added_up_over_agents() -> None:
    one = {"sent": 1, "delivered": 1, "acknowledged": 0, "done": 3, "failed": 1, "timed_out": 0}
    items = [{"outcomes": one}, {"outcomes": {**one, "failed": 0}}]
    counts = count_commands({"items": items})
    assert counts == {"done": 6, "failed": 1, "timed_out": 0, "under way": 4}


def test_alerts_of_the_last_day_are_counted_worst_first() -> None:
    items = [
        alert("2026-03-01T11:00:00Z", "low"),
        alert("2026-03-01T10:00:00Z", "critical"),
        alert("2026-02-20T10:00:00Z", "high"),
    ]
    figures = count_alerts({"items": items}, NOW)
    assert list(figures.counts.items()) == [("critical", 1), ("low", 1)]
    assert not figures.is_cut
    many = count_alerts({"items": [items[0]] * ALERTS_ASKED}, NOW)
    assert many.is_cut
