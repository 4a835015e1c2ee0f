"""Nova's capabilities."""

from typing import Any

import msgspec
import pytest

from agents.contract.messages import Heartbeat
from agents.nova.agent import (
    AGENT,
    DispatchInput,
    Summary,
    SummaryInput,
    dispatch,
    platform_summary,
    summarise,
)
from agents.runtime.capability import TaskContext
from agents.runtime.errors import TaskError
from tests.support.agent import RecordingCoreApi
from tests.support.platform_messages import COMMAND_ID, HEARTBEAT


def context(answer: dict[str, Any]) -> tuple[TaskContext, RecordingCoreApi]:
    core_api = RecordingCoreApi(answer)
    return TaskContext("nova", COMMAND_ID, core_api), core_api


def test_table_fits_the_heartbeat() -> None:
    table = {**HEARTBEAT, "version": AGENT.version, "capabilities": sorted(AGENT.capabilities)}
    beat = msgspec.convert(table, Heartbeat)
    assert beat.capabilities == ("dispatch", "platform_summary")


def test_summary_counts_states_and_names_the_silent() -> None:
    states = {"nova": "online", "lyra": "stale", "echo": "never_seen", "riven": "stale"}
    agents = [{"agent": name, "state": state} for name, state in states.items()]
    summary = platform_summary(SummaryInput(), context({"agents": agents})[0])
    counts = {"never_seen": 1, "online": 1, "stale": 2}
    assert summary == Summary(counts=counts, attention=["lyra", "riven"])


def test_summary_of_a_strange_answer_is_refused() -> None:
    with pytest.raises(TaskError, match="no list"):
        summarise({"agents": "many"})


def test_dispatch_sends_and_reports() -> None:
    there, core_api = context({"id": COMMAND_ID, "receivers": 1})
    done = dispatch(DispatchInput("lyra", "ping", note="morning"), there)
    assert (done.command_id, done.receivers, done.note) == (COMMAND_ID, 1, "morning")
    assert (core_api.sent[0].agent, core_api.sent[0].op) == ("lyra", "ping")


@pytest.mark.parametrize("target", ["nova", "all", "atlas"])
def test_dispatch_to_itself_to_all_or_to_nobody_is_refused(target: str) -> None:
    there, core_api = context({})
    with pytest.raises(TaskError, match="cannot dispatch"):
        dispatch(DispatchInput(target), there)
    assert core_api.sent == []
