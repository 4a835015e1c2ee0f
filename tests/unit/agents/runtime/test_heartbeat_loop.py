"""The heartbeat: in time when all is well, sooner after a failure, quiet in the log."""

import threading
from pathlib import Path

import msgspec
import pytest

from agents.contract.messages import CommandQueue, Heartbeat
from agents.runtime.errors import RefusedError, UnauthorisedError, UnreachableError
from agents.runtime.heartbeat import HeartbeatLoop
from agents.runtime.http_client import read_response
from agents.runtime.liveness import Liveness
from agents.runtime.log import AgentLog
from tests.support.agent import written
from tests.support.platform_messages import HEARTBEAT

_QUEUE = {"waiting": 3, "waiting_max": 64, "at_work": 1}


class Door:
    """A core-api that fails as the test says."""

    def __init__(self) -> None:
        self.failure: Exception | None = None
        self.is_from_before_the_queue = False
        self.taken: list[Heartbeat] = []
        self.asked = 0

    def send(self, heartbeat: Heartbeat) -> None:
        """Take the heartbeat or fail."""
        assert heartbeat.agent == "nova"
        self.asked += 1
        if self.failure:
            raise self.failure
        if self.is_from_before_the_queue and heartbeat.queue is not None:
            raise RefusedError("422: Object contains unknown field `queue`")
        self.taken.append(heartbeat)


@pytest.fixture
def door() -> Door:
    return Door()


@pytest.fixture
def loop(door: Door, tmp_path: Path) -> HeartbeatLoop:
    return HeartbeatLoop(
        door.send,
        lambda: msgspec.convert({**HEARTBEAT, "queue": _QUEUE}, Heartbeat),
        AgentLog("nova"),
        Liveness(str(tmp_path), "nova"),
        threading.Event(),
    )


def test_changes_are_logged_once(loop: HeartbeatLoop, door: Door) -> None:
    for failure in (None, None, UnreachableError("away"), UnreachableError("away"), None):
        door.failure = failure
        loop.beat_once()
    events = [entry.event for entry in written(loop._log)]
    assert events == ["core_api.registered", "core_api.unreachable", "core_api.registered"]


def test_the_figures_of_the_moment_are_told(loop: HeartbeatLoop, door: Door) -> None:
    loop.beat_once()
    assert [beat.queue for beat in door.taken] == [CommandQueue(3, 64, 1)]


def test_an_older_core_api_gets_every_beat_without_the_figures(
    loop: HeartbeatLoop, door: Door
) -> None:
    door.is_from_before_the_queue = True
    assert [loop.beat_once() for _ in range(2)] == [20.0, 20.0]
    assert [beat.queue for beat in door.taken] == [None, None]
    assert b"queue" not in msgspec.json.encode(door.taken[0])
    door.is_from_before_the_queue = False
    loop.beat_once()
    assert door.taken[-1].queue is not None
    events = [entry.event for entry in written(loop._log)]
    assert events == ["core_api.registered"]


def test_a_token_that_is_refused_is_not_asked_about_twice(loop: HeartbeatLoop, door: Door) -> None:
    door.failure = UnauthorisedError("401")
    loop.beat_once()
    assert door.asked == 1


@pytest.mark.parametrize("failure", [UnreachableError("away"), RefusedError("token")])
def test_failure_is_retried_sooner_and_success_every_20_seconds(
    loop: HeartbeatLoop,
    door: Door,
    failure: Exception,
) -> None:
    assert loop.beat_once() == 20.0
    door.failure = failure
    assert all(0 <= loop.beat_once() <= 20.0 for _ in range(10))
    assert loop.beat_once() != 20.0


@pytest.mark.parametrize(
    ("status", "content", "error"),
    [
        (500, b"x", UnreachableError),
        (503, b"{}", UnreachableError),
        (401, b"{}", RefusedError),
        (422, b"{}", RefusedError),
        (200, b"<html>", UnreachableError),
        (200, b"[]", UnreachableError),
    ],
)
def test_bad_response_is_an_error(status: int, content: bytes, error: type[Exception]) -> None:
    assert read_response(200, b'{"a":1}') == {"a": 1}
    with pytest.raises(error):
        read_response(status, content)
