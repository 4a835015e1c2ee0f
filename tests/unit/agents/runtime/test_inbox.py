"""What the control channel delivers is a command for this agent, once."""

from typing import Any

import msgspec
import pytest

from agents.contract.limits import COMMAND_BYTES_MAX
from agents.runtime import inbox
from agents.runtime.inbox import DuplicateCommandError, Inbox, RefusedCommandError
from tests.support.platform_messages import COMMAND, COMMAND_ID


def encoded(**change: Any) -> bytes:  # noqa: ANN401 - any JSON value
    return msgspec.json.encode({**COMMAND, **change})


@pytest.mark.parametrize("target", ["nova", "all"])
def test_command_for_this_agent_or_all_is_accepted(target: str) -> None:
    assert Inbox("nova").accept(encoded(agent=target)).id == COMMAND_ID


def test_command_delivered_twice_is_accepted_once() -> None:
    box = Inbox("nova")
    box.accept(encoded())
    with pytest.raises(DuplicateCommandError, match=COMMAND_ID):
        box.accept(encoded())
    box.accept(encoded(id=COMMAND_ID[:-1] + "0"))


def test_refused_command_does_not_use_up_its_id() -> None:
    box = Inbox("nova")
    with pytest.raises(RefusedCommandError):
        box.accept(encoded(op="task"))
    assert box.accept(encoded()).id == COMMAND_ID


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"ping",
        b"[" * 20_000,
        b"\xff\xfe",
        encoded(agent="lyra"),
        encoded(op="exec"),
        encoded(extra=1),
        encoded(args={"a": 1}),
        encoded(op="task", args={"capability": "../x"}),
        encoded() + b" " * COMMAND_BYTES_MAX,
    ],
)
def test_anything_else_is_refused(payload: bytes) -> None:
    with pytest.raises(RefusedCommandError):
        Inbox("nova").accept(payload)


def test_memory_of_ids_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox, "_REMEMBERED_IDS", 2)
    box = Inbox("nova")
    for digit in "012":
        box.accept(encoded(id=COMMAND_ID[:-1] + digit))
    assert len(box._seen) == 2
