"""Turn the engine events that pulumi prints as JSON lines into progress and into reasons."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

_SILENT = frozenset({"same", "read", "read-replacement", "replace", "import", "refresh"})
"""Steps that change nothing; `replace` only announces the two steps that it consists of."""
_WORDS = {
    "create": "create",
    "create-replacement": "create",
    "update": "update",
    "delete": "remove",
    "delete-replaced": "remove",
    "discard": "forget",
    "discard-replaced": "forget",
}


@dataclass(slots=True)
class EventReader:
    """Collect what one run of pulumi says."""

    say: Callable[[str], None]
    reasons: list[str] = field(default_factory=list)
    """Why the run failed: policy violations, errors of the program, of the provider."""
    changes: dict[str, int] = field(default_factory=dict)
    """Number of resources per operation, from the summary."""

    def read_line(self, line: str) -> None:
        """Take one line of output; a line that is no event is a reason, if pulumi fails."""
        try:
            event = json.loads(line)
        except json.JSONDecodeError:
            event = None
        if not isinstance(event, dict):
            if line.strip():
                self.reasons.append(line.strip())
            return
        if step := event.get("resourcePreEvent"):
            self._read_step(step["metadata"])
        elif diagnostic := event.get("diagnosticEvent"):
            self._read_diagnostic(diagnostic)
        elif policy := event.get("policyEvent"):
            self.reasons.append(f"policy {policy['policyName']}: {policy['message'].strip()}")
        elif summary := event.get("summaryEvent"):
            self.changes = dict(summary.get("resourceChanges") or {})

    def _read_step(self, metadata: dict[str, Any]) -> None:
        if metadata["op"] in _SILENT or not metadata["type"].startswith("docker:"):
            return
        kind = metadata["type"].rpartition(":")[2].lower()
        name = metadata["urn"].rpartition("::")[2]
        self.say(f"{_WORDS.get(metadata['op'], metadata['op'])} {kind} {name}")

    def _read_diagnostic(self, diagnostic: dict[str, Any]) -> None:
        text = diagnostic.get("message", "").strip()
        if text and diagnostic.get("severity") in {"error", "info#err"}:
            self.reasons.append(text)
        elif text and diagnostic.get("severity") == "warning":
            self.say(f"warning: {text}")
