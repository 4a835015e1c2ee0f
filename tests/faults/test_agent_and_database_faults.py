"""F1, F2, F5, F7 and F9 on one timeline of two minutes, since waiting is most of it.

An agent's process is killed, another agent stays dead, two are paused for one and for two minutes,
PostgreSQL is away for one minute, an agent loses its control channel, and on a stack of its own an
agent works over a slow and lossy link. Each test judges what
was seen meanwhile; the bars are those of the fault matrix.
"""

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from agents.contract.limits import STATE_TTL_SECONDS
from tests.support.fault_stack import FaultStack, Sampler, wait_for
from tests.support.slow_agent import watched_slow_agent

pytestmark = [pytest.mark.docker, pytest.mark.timeout(420)]

_KILLED, _DEAD, _PAUSED_SHORT, _PAUSED_LONG, _PARTED = "lyra", "audita", "velora", "riven", "echo"
_OTHERS = ("nova", "glitch")
_DATABASE_AWAY_SECONDS = 60
_SHORT_SECONDS, _LONG_SECONDS = 60, 120
_PARTED_DEADLINE_SECONDS = 5
_STALE_AT_MOST_SECONDS = 95
_BACK_AT_MOST_SECONDS = 30
_CLEARED_AT_MOST_SECONDS = 25


@dataclass
class Observed:
    """What was seen on the timeline."""

    sampler: Sampler
    healthy_again: float | None = None
    dead_healthy_again: float | None = None
    unpaused_at: float = 0.0
    writes: list[tuple[str, int | None, str | None]] = field(default_factory=list)
    """Command id, status (None: no answer), Retry-After."""
    parted: str | None = None
    parted_outcome: str | None = None
    parted_outcome_later: str | None = None
    database_back: float | None = None
    untouched: dict[str, tuple[str, str]] = field(default_factory=dict)
    slow: list[str] = field(default_factory=list)
    """State of the agent behind the slow link, once a second."""


def _write_until(stack: FaultStack, observed: Observed, stop: threading.Event) -> None:
    while not stop.wait(1.0):
        command_id, response = stack.command("nova")
        status = None if response is None else response.status_code
        retry = None if response is None else response.headers.get("retry-after")
        observed.writes.append((command_id, status, retry))


def _part(stack: FaultStack, observed: Observed) -> None:
    stack.disconnect(f"agent-{_PARTED}", "redis-agents")
    try:
        observed.parted, _ = stack.command(_PARTED, deadline_seconds=_PARTED_DEADLINE_SECONDS)
        time.sleep(_PARTED_DEADLINE_SECONDS + 2)
        observed.parted_outcome = stack.outcome(observed.parted)
    finally:
        stack.connect(f"agent-{_PARTED}", "redis-agents")


def _run_timeline(stack: FaultStack, observed: Observed) -> None:
    stop = threading.Event()
    writer = threading.Thread(target=_write_until, args=(stack, observed, stop), daemon=True)
    writer.start()
    time.sleep(3)
    stack.kill_main_process(f"agent-{_KILLED}")
    stack.container(f"agent-{_DEAD}").kill()
    for paused in (_PAUSED_SHORT, _PAUSED_LONG):
        stack.container(f"agent-{paused}").pause()
    stack.container("postgres").stop(timeout=20)
    paused_at = observed.sampler.now()
    observed.healthy_again = wait_for(
        lambda: stack.is_healthy(f"agent-{_KILLED}"), _BACK_AT_MOST_SECONDS
    )
    time.sleep(max(0.0, paused_at + _DATABASE_AWAY_SECONDS - observed.sampler.now()))
    stack.container(f"agent-{_PAUSED_SHORT}").unpause()
    stack.container("postgres").start()
    observed.database_back = wait_for(
        lambda: stack.command("nova")[1] is not None and _is_ready(stack), _BACK_AT_MOST_SECONDS
    )
    time.sleep(5)
    stop.set()
    writer.join(timeout=20)
    _part(stack, observed)
    time.sleep(max(0.0, paused_at + _LONG_SECONDS - observed.sampler.now()))
    stack.container(f"agent-{_PAUSED_LONG}").unpause()
    observed.unpaused_at = observed.sampler.now()
    stack.container(f"agent-{_DEAD}").start()
    observed.dead_healthy_again = wait_for(
        lambda: stack.is_healthy(f"agent-{_DEAD}"), _BACK_AT_MOST_SECONDS
    )
    wait_for(lambda: (stack.states() or {}).get(_PAUSED_LONG) == "online", _CLEARED_AT_MOST_SECONDS)
    time.sleep(1)
    if observed.parted:
        observed.parted_outcome_later = stack.outcome(observed.parted)


def _is_ready(stack: FaultStack) -> bool:
    response = stack.ask("GET", "/ready")
    return response is not None and response.is_success


def _undo(stack: FaultStack) -> None:
    for name in (_PAUSED_SHORT, _PAUSED_LONG):
        container = stack.container(f"agent-{name}")
        if container.status == "paused":
            container.unpause()
    for workload in ("postgres", f"agent-{_DEAD}"):
        if stack.container(workload).status != "running":
            stack.container(workload).start()


@pytest.fixture(scope="module")
def observed(stack: FaultStack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Observed]:
    """Let everything happen once."""
    before = {name: stack.started_at(f"agent-{name}") for name in _OTHERS}
    folder = tmp_path_factory.mktemp("slow-link")
    with watched_slow_agent(folder) as slow, Sampler(stack) as sampler:
        seen = Observed(sampler, slow=slow)
        try:
            _run_timeline(stack, seen)
        finally:
            _undo(stack)
        seen.untouched = {
            name: (before[name], stack.started_at(f"agent-{name}")) for name in _OTHERS
        }
        yield seen


def test_f1_killed_agent_is_back_and_healthy(observed: Observed) -> None:
    assert observed.healthy_again is not None


def test_f1_dead_agent_is_shown_stale_in_time(observed: Observed) -> None:
    stale = observed.sampler.first(_DEAD, "stale")
    assert stale is not None
    assert stale <= 3 + _STALE_AT_MOST_SECONDS + 3, stale
    assert observed.dead_healthy_again is not None


def test_f1_others_are_untouched(observed: Observed) -> None:
    for name, (before, after) in observed.untouched.items():
        assert before == after, name
        assert set(observed.sampler.words(name)) == {"online"}, name


def test_f2_short_pause_is_never_shown_as_stale(observed: Observed) -> None:
    assert set(observed.sampler.words(_PAUSED_SHORT)) == {"online"}


def test_f2_long_pause_is_shown_and_clears(observed: Observed) -> None:
    assert observed.sampler.first(_PAUSED_LONG, "stale") is not None
    cleared = observed.sampler.first(_PAUSED_LONG, "online", since=observed.unpaused_at)
    assert cleared is not None
    assert cleared - observed.unpaused_at <= _CLEARED_AT_MOST_SECONDS


def test_f5_absent_database_is_503_with_retry_after_and_never_500(observed: Observed) -> None:
    refused = [write for write in observed.writes if write[1] not in {200, 201, None}]
    assert len(refused) >= 3, observed.writes
    assert {status for _, status, _ in refused} == {503}
    assert all(retry for _, _, retry in refused)


def test_f5_database_is_used_again_without_a_restart(observed: Observed) -> None:
    assert observed.database_back is not None
    assert observed.writes[-1][1] in {200, 201}


def test_f5_no_acknowledged_write_is_lost(stack: FaultStack, observed: Observed) -> None:
    acknowledged = [write[0] for write in observed.writes if write[1] in {200, 201}]
    assert acknowledged
    lost = [command_id for command_id in acknowledged if stack.outcome(command_id) is None]
    assert not lost


def test_f7_slow_and_lossy_link_makes_nobody_stale(observed: Observed) -> None:
    """Two minutes instead of half an hour: one lost heartbeat more than makes an agent stale."""
    assert len(observed.slow) > STATE_TTL_SECONDS
    assert set(observed.slow) == {"online"}


def test_f9_command_during_a_partition_times_out_visibly(observed: Observed) -> None:
    assert observed.parted_outcome == "timed_out"
    assert observed.parted_outcome_later == "timed_out"
