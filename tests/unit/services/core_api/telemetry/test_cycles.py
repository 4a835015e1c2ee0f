"""An agent restarts from the command until its next start, and not for ever."""

from datetime import timedelta

import pytest

from services.core_api.telemetry.cycles import Cycles
from tests.support.core_api import BASE, START, Gateway

_SECOND = timedelta(seconds=1)


def test_an_agent_restarts_until_it_started_again() -> None:
    cycles = Cycles()
    before, now = START - _SECOND, START + _SECOND
    assert cycles.pending("riven", before, now) is None
    cycles.add(["riven"], START)
    assert cycles.pending("riven", before, now) == START
    assert cycles.pending("riven", None, now) == START
    assert cycles.pending("lyra", before, now) is None
    assert cycles.pending("riven", START + _SECOND, now) is None


def test_an_agent_that_stays_away_does_not_restart_for_ever() -> None:
    cycles = Cycles()
    cycles.add(["riven"], START)
    assert cycles.pending("riven", None, START + timedelta(seconds=120)) == START
    assert cycles.pending("riven", None, START + timedelta(seconds=121)) is None


def test_a_restart_that_reached_the_agent_is_noted(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def reach_nobody(_: object) -> int:
        return 0

    with monkeypatch.context() as patched:
        patched.setattr(gateway.state_store, "publish", reach_nobody)
        gateway.post(f"{BASE}/command", {"agent": "riven", "op": "cycle"})
    gateway.post(f"{BASE}/command", {"agent": "lyra", "op": "cycle"})
    gateway.post(f"{BASE}/command", {"agent": "echo", "op": "ping"})
    now, cycles = gateway.clock(), gateway.ports.live.cycles
    pending = {name: cycles.pending(name, None, now) for name in ("riven", "lyra", "echo")}
    assert pending == {"riven": None, "lyra": now, "echo": None}
