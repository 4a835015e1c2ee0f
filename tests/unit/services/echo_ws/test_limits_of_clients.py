"""How much a client may say and how little it may take: the two pure counters."""

import pytest

from services.echo_ws.backlog import Backlog
from services.echo_ws.backoff import Backoff
from services.echo_ws.window import Window
from services.relay_contract.limits import QUEUE_BYTES_MAX, QUEUE_FRAMES_MAX


def test_window_slides() -> None:
    window = Window(3)
    assert [window.admit(now) for now in (0, 1, 2, 3)] == [True, True, True, False]
    assert window.wait_seconds(3) == 57
    assert not window.admit(59.9)
    assert window.refused == 2
    assert window.admit(60.0)
    assert window.refused == 0
    assert not window.admit(60.5)


def test_window_with_room_asks_for_no_wait() -> None:
    assert Window(1).wait_seconds(0) == 0


def test_client_that_takes_nothing_is_over_the_limit_of_frames() -> None:
    backlog, waiting = Backlog(10), 10
    for _ in range(QUEUE_FRAMES_MAX - 1):
        assert backlog.admit(10, 1, waiting)
        waiting += 10
    assert not backlog.admit(10, 1, waiting)


def test_client_that_takes_slowly_but_steadily_is_not() -> None:
    backlog, waiting = Backlog(10), 10
    for _ in range(10 * QUEUE_FRAMES_MAX):
        assert backlog.admit(10, 1, waiting)
        waiting = min(waiting + 10, 1000)


def test_limit_of_bytes_holds_for_few_large_frames() -> None:
    backlog = Backlog(QUEUE_BYTES_MAX - 5)
    assert not backlog.admit(6, 1, QUEUE_BYTES_MAX - 5)
    assert backlog.admit(5, 1, QUEUE_BYTES_MAX - 5)


def test_frames_written_together_count_one_by_one() -> None:
    backlog = Backlog(10)
    assert backlog.admit(10, QUEUE_FRAMES_MAX - 1, 10)
    assert not backlog.admit(1, 1, 20)
    assert backlog.admit(1, 1, 10)


@pytest.mark.parametrize(("failures", "longest"), [(1, 0.1), (2, 0.2), (5, 1.6), (40, 2.0)])
def test_waits_grow_up_to_their_cap(failures: int, longest: float) -> None:
    backoff = Backoff(0.1, 2.0, uniform=lambda _, high: high)
    waits = [backoff.next_seconds() for _ in range(failures)]
    assert waits[-1] == pytest.approx(longest)
    backoff.reset()
    assert backoff.next_seconds() == pytest.approx(0.1)
