"""Messages survive the wire, and what is not exactly a message is refused."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.contract.limits import PROCESS_ID_MAX, QUEUE_FIGURE_MAX
from agents.contract.messages import (
    Command,
    CommandQueue,
    CommandRequest,
    Heartbeat,
    check_arguments,
)
from agents.contract.names import AGENT_NAMES
from tests.support.platform_messages import COMMAND, HEARTBEAT

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


@given(
    agent=st.sampled_from(AGENT_NAMES),
    pid=st.integers(1, PROCESS_ID_MAX),
    host=st.from_regex(r"[a-z0-9][a-z0-9.-]{0,60}", fullmatch=True),
    capabilities=st.lists(st.from_regex(r"[a-z][a-z0-9_]{0,20}", fullmatch=True), max_size=8),
    queue=st.none() | st.builds(CommandQueue, *[st.integers(0, QUEUE_FIGURE_MAX)] * 3),
)
def test_heartbeat_round_trip(
    agent: str, pid: int, host: str, capabilities: list[str], queue: CommandQueue | None
) -> None:
    beat = Heartbeat(agent, "1.0.0", host, pid, tuple(capabilities), queue=queue)
    assert msgspec.json.decode(msgspec.json.encode(beat), type=Heartbeat) == beat


@given(args=st.dictionaries(st.text(max_size=8), _JSON, max_size=4))
def test_command_round_trip(args: dict[str, Any]) -> None:
    command = msgspec.convert({**COMMAND, "args": args}, Command)
    assert msgspec.json.decode(msgspec.json.encode(command), type=Command) == command


@pytest.mark.parametrize(
    "change",
    [
        {"agent": "Nova"},
        {"agent": "no va"},
        {"agent": "nova:logs"},
        {"agent": "nova\n"},
        {"agent": None},
        {"version": ""},
        {"version": "1 0"},
        {"host": "a" * 254},
        {"host": "<script>"},
        {"pid": 0},
        {"pid": "7"},
        {"pid": True},
        {"pid": PROCESS_ID_MAX + 1},
        {"capabilities": "dispatch"},
        {"capabilities": ["Dispatch!"]},
        {"capabilities": ["a"] * 65},
        {"queue": 3},
        {"queue": {"waiting": 3, "at_work": 1}},
        {"queue": {"waiting": -1, "waiting_max": 64, "at_work": 1}},
        {"queue": {"waiting": 0, "waiting_max": 64, "at_work": QUEUE_FIGURE_MAX + 1}},
        {"queue": {"waiting": True, "waiting_max": 64, "at_work": 1}},
        {"queue": {"waiting": 0, "waiting_max": 64, "at_work": 1, "ids": []}},
        {"extra": 1},
    ],
)
def test_malformed_heartbeat_is_refused(change: dict[str, Any]) -> None:
    msgspec.convert(HEARTBEAT, Heartbeat)
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({**HEARTBEAT, **change}, Heartbeat)


@pytest.mark.parametrize("missing", sorted(HEARTBEAT))
def test_incomplete_heartbeat_is_refused(missing: str) -> None:
    with pytest.raises(msgspec.ValidationError, match=missing):
        msgspec.convert({k: v for k, v in HEARTBEAT.items() if k != missing}, Heartbeat)


@pytest.mark.parametrize("change", [{"op": "stop"}, {"id": "1"}, {"id": "A" * 36}, {"args": []}])
def test_malformed_command_is_refused(change: dict[str, Any]) -> None:
    request = {"agent": "nova", "op": "ping", "args": {}}
    msgspec.convert(request, CommandRequest)
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({**request, **change}, CommandRequest)


def test_seed_command_is_valid() -> None:
    seed = b'{"agent":"nova","op":"ping","args":{}}'
    assert msgspec.json.decode(seed, type=CommandRequest).id is None


@pytest.mark.parametrize(
    ("op", "args", "is_good"),
    [
        ("ping", {}, True),
        ("ping", {"a": 1}, False),
        ("cycle", {}, True),
        ("cycle", {"now": True}, False),
        ("task", {"capability": "dispatch"}, True),
        ("task", {"capability": "dispatch", "input": {"a": 1}}, True),
        ("task", {}, False),
        ("task", {"capability": "Dispatch"}, False),
        ("task", {"capability": "dispatch", "input": []}, False),
        ("task", {"capability": "dispatch", "x": 1}, False),
    ],
)
def test_arguments_fit_the_operation(op: Any, args: dict[str, Any], is_good: bool) -> None:  # noqa: ANN401, FBT001 - table
    assert (check_arguments(op, args) == []) is is_good
