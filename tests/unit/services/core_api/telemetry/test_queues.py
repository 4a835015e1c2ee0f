"""The queue of an agent: as old as its heartbeat, in no store, and gone with the beat."""

from typing import Any

import msgspec
import pytest

from agents.contract.messages import CommandQueue
from services.core_api.telemetry.metrics import create_metrics, render_metrics
from services.core_api.telemetry.queues import Queues
from tests.support.core_api import BASE, START, Gateway
from tests.support.platform_messages import HEARTBEAT

_QUEUE = {"waiting": 3, "waiting_max": 64, "at_work": 1}


def _beat(gateway: Gateway, **more: Any) -> None:  # noqa: ANN401
    message = {**HEARTBEAT, **more}
    headers = gateway.as_agent("nova")
    answer = gateway.post(f"{BASE}/heartbeat", message, token=None, headers=headers)
    assert answer.status_code == 200, answer.text


def _shown(gateway: Gateway) -> Any:  # noqa: ANN401 - JSON
    agents = gateway.ask("GET", f"{BASE}/online").json()["agents"]
    return next(one["queue"] for one in agents if one["agent"] == "nova")


def test_what_an_agent_tells_is_shown_until_its_beat_counts_no_more(gateway: Gateway) -> None:
    assert _shown(gateway) is None
    _beat(gateway, queue=_QUEUE)
    assert _shown(gateway) == _QUEUE
    gateway.clock.advance(90)
    assert _shown(gateway) == _QUEUE
    gateway.clock.advance(1)
    assert _shown(gateway) is None


def test_an_older_agent_tells_nothing_and_is_online(gateway: Gateway) -> None:
    _beat(gateway, queue=_QUEUE)
    _beat(gateway)
    assert _shown(gateway) is None


def test_an_older_core_api_can_read_the_stored_state(gateway: Gateway) -> None:
    _beat(gateway, queue=_QUEUE)
    assert b"queue" not in msgspec.json.encode(gateway.state_store.states["nova"])


@pytest.mark.parametrize("queue", [{**_QUEUE, "waiting": 1025}, {**_QUEUE, "at_work": -1}, 3])
def test_figures_out_of_bounds_are_refused(gateway: Gateway, queue: object) -> None:
    headers = gateway.as_agent("nova")
    message = {**HEARTBEAT, "queue": queue}
    answer = gateway.post(f"{BASE}/heartbeat", message, token=None, headers=headers)
    assert answer.status_code == 422
    assert gateway.is_untouched()


def test_figures_are_metrics_of_their_agent(gateway: Gateway) -> None:
    _beat(gateway, queue=_QUEUE)
    text = render_metrics(create_metrics(gateway.ports.live)).decode()
    assert 'novaos_agent_commands_waiting{agent="nova"} 3.0' in text
    assert 'novaos_agent_commands_waiting_max{agent="nova"} 64.0' in text
    assert 'novaos_agent_commands_at_work{agent="nova"} 1.0' in text
    assert '{agent="lyra"}' not in text


def test_figures_of_one_agent_are_not_those_of_another() -> None:
    queues = Queues()
    queues.note("nova", CommandQueue(1, 64, 0), START)
    assert queues.of("lyra", START) is None
    assert queues.last("nova") == CommandQueue(1, 64, 0)
