"""The grammar of a playbook's steps."""

from typing import Any

import msgspec
import pytest

from agents.contract.playbook import Step

FIRST = {"name": "scan", "agent": "glitch", "capability": "scan_logs"}
EXISTS = {"path": "scan.status", "operator": "exists"}


@pytest.mark.parametrize(
    "fields",
    [
        {**FIRST, "name": "Scan"},
        {**FIRST, "capability": "scan logs"},
        {**FIRST, "deadline_seconds": 0},
        {**FIRST, "when": [EXISTS] * 9},
        {**FIRST, "on_failure": "ignore"},
        {**FIRST, "retry": 3},
    ],
)
def test_malformed_step_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(fields, Step)
