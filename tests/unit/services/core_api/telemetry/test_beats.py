"""Heartbeats are remembered for half an hour, and not more than fit."""

from datetime import timedelta

from services.core_api.telemetry.beats import Beats
from tests.support.core_api import START


def test_only_the_last_half_hour_is_shown() -> None:
    beats = Beats()
    assert beats.last("nova") is None
    for minute in range(60):
        beats.add("nova", START + timedelta(minutes=minute))
    now = START + timedelta(minutes=59)
    assert len(beats.of("nova", now)) == 30
    assert beats.last("nova") == now
    assert beats.of("lyra", now) == []


def test_a_hasty_agent_fills_no_memory() -> None:
    beats = Beats()
    for number in range(10_000):
        beats.add("nova", START + timedelta(milliseconds=number))
    assert len(beats.of("nova", START)) == 256
