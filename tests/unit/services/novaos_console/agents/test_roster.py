"""Heartbeats per minute, by core-api's clock."""

from datetime import UTC, datetime, timedelta

from agents.contract.names import AGENT_NAMES
from services.novaos_console.agents.roster import ROLES, count_beats

_NOW = datetime(2026, 11, 22, 12, 0, 30, tzinfo=UTC)
_MINUTE = _NOW.replace(second=0)


def _at(seconds_ago: float) -> str:
    return (_MINUTE - timedelta(seconds=seconds_ago)).isoformat()


def test_every_agent_of_the_platform_has_a_role() -> None:
    assert set(ROLES) == set(AGENT_NAMES)


def test_beats_are_counted_in_their_minute() -> None:
    counts = count_beats([_at(1800), _at(1799), _at(61), _at(60), _at(0.001)], _NOW)
    assert len(counts) == 30
    assert (counts[0], counts[28], counts[29]) == (2, 1, 2)


def test_older_beats_and_those_of_this_minute_are_not_drawn() -> None:
    assert sum(count_beats([_at(1800.1), _at(0), _at(-20)], _NOW)) == 0
