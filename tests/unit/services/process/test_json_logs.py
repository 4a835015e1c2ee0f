"""Log lines are JSON, and an extra field of a record is not shown."""

import json
import logging
from collections.abc import Iterator

import pytest

from services.process.json_logs import JsonFormatter, configure_logs


@pytest.fixture(autouse=True)
def _loggers_as_before() -> Iterator[None]:
    root, tested = logging.getLogger(), logging.getLogger("tested.library")
    before = (root.level, list(root.handlers), tested.level)
    for handler in before[1]:
        root.removeHandler(handler)  # or else they would be closed
    yield
    root.level, root.handlers[:], tested.level = before


def test_line_says_what_happened_and_no_extra() -> None:
    record = logging.makeLogRecord(
        {"name": "n", "levelname": "INFO", "msg": "a %s", "args": ("b",), "token": "t", "path": "/"}
    )
    line = json.loads(JsonFormatter().format(record))
    assert (line["logger"], line["message"], line["level"]) == ("n", "a b", "info")
    assert set(line) == {"at", "level", "logger", "message"}
    assert line["at"].endswith("Z")


def test_error_is_one_line_too() -> None:
    found = (ValueError, ValueError("of a test"), None)
    text = JsonFormatter().format(logging.makeLogRecord({"exc_info": found, "exc_text": None}))
    assert "\n" not in text
    assert "ValueError: of a test" in json.loads(text)["exception"]


def test_library_says_less_where_asked(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs({"tested.library": logging.WARNING})
    logging.getLogger("tested.library").info("every address")
    logging.getLogger("tested.library").warning("a fault")
    logging.getLogger("tested.other").info("a start")
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["message"] for line in lines] == ["a fault", "a start"]
