"""The log keeps what it can, says what it lost, and never fails because of its data."""

import json

import msgspec
import pytest

from agents.contract.limits import LOG_DATA_BYTES_MAX, LOG_MESSAGE_CHARACTERS_MAX
from agents.contract.messages import LogEntry
from agents.runtime import log as log_module
from agents.runtime.log import AgentLog, render_data
from agents.runtime.log_shipper import stream_commands
from tests.support.agent import written


def test_entry_is_on_stdout_and_in_the_buffer(capsys: pytest.CaptureFixture[str]) -> None:
    log = AgentLog("nova")
    log.write("info", "event", "a\nmessage", command_id="7", number=1)
    line = json.loads(capsys.readouterr().out)
    (entry,) = written(log)
    assert line == msgspec.to_builtins(entry)
    assert json.loads(entry.data) == {"number": 1}


def test_oldest_entries_are_dropped_and_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_module, "BUFFERED_ENTRIES_MAX", 3)
    log = AgentLog("nova")
    for number in range(5):
        log.write("info", "event", str(number))
    assert [entry.message for entry in written(log)] == ["2", "3", "4"]
    assert (log.take_dropped(), log.take_dropped()) == (2, 0)


def test_discarding_keeps_what_came_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_module, "BUFFERED_ENTRIES_MAX", 3)
    log = AgentLog("nova")
    for number in range(3):
        log.write("info", "event", str(number))
    batch = log.peek(2)
    log.write("info", "event", "3")
    log.discard(batch)
    assert [entry.message for entry in written(log)] == ["2", "3"]
    log.discard(written(log))
    assert log.wait_until_sent(0)


@pytest.mark.parametrize("value", [object(), {"a": {1j}}, [[object()]]])
def test_data_that_is_no_json_becomes_an_error(value: object) -> None:
    assert "no JSON" in json.loads(render_data({"result": value}))["error"]


def test_data_that_is_too_large_becomes_an_error() -> None:
    rendered = render_data({"result": "x" * LOG_DATA_BYTES_MAX})
    assert "at most" in json.loads(rendered)["error"]
    assert len(rendered) < 200


def test_long_message_is_cut() -> None:
    log = AgentLog("nova")
    log.write("info", "event", "m" * (LOG_MESSAGE_CHARACTERS_MAX + 1))
    assert len(written(log)[0].message) == LOG_MESSAGE_CHARACTERS_MAX


def test_entry_goes_to_both_streams_trimmed_exactly() -> None:
    entry = LogEntry("nova", "t", "info", "e", "m", "", "{}")
    first, second = stream_commands(entry)
    assert first[:6] == ("XADD", "agent:logs", "MAXLEN", "=", 5000, "*")
    assert second[1] == "agent:nova:logs"
    fields = dict(zip(first[6::2], first[7::2], strict=True))
    assert msgspec.convert(fields, LogEntry) == entry
