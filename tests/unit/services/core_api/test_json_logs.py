"""Log lines are JSON, with the extras that are named and no others."""

import json
import logging

from services.core_api.json_logs import JsonFormatter


def test_line_has_named_extras_only() -> None:
    record = logging.makeLogRecord(
        {"name": "n", "levelname": "INFO", "msg": "a %s", "args": ("b",), "token": "t", "path": "/"}
    )
    line = json.loads(JsonFormatter().format(record))
    assert (line["message"], line["path"], line["level"]) == ("a b", "/", "info")
    assert "token" not in line
