"""What the audit found, as files: facts per workload and one list of results.

`results.json` names each facts file with its SHA-256, so that a report can prove what a result
was drawn from. A run begins by removing what an earlier one left.
"""

import dataclasses
import json
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from novaos import workspace
from novaos.evidence import write_atomically
from novaos.reference import Digest
from tests.audit.expected import Expected
from tests.audit.facts import Facts

SCHEMA = "https://novaos.dev/audit-results/v1"
PASS, FAIL, SKIPPED, NOT_APPLICABLE = "pass", "fail", "skipped", "not-applicable"


@dataclass(frozen=True, slots=True)
class Result:
    """Outcome of one check of one workload."""

    check: str
    workload: str
    outcome: str
    detail: tuple[str, ...] = ()
    """Findings of a failed check, or the reason why it was skipped or does not apply."""
    controls: tuple[str, ...] = ()


class AuditFolder:
    """`var/audit/<environment>/`, written by one run."""

    def __init__(self, environment: str) -> None:
        self.environment = environment
        self.path = workspace.VAR / "audit" / environment
        self._evidence: dict[str, dict[str, str]] = {}

    def clear(self) -> None:
        """Forget the last run, so that an aborted one leaves no result to be believed."""
        shutil.rmtree(self.path / "facts", ignore_errors=True)
        for name in ("results.json", "junit.xml"):
            (self.path / name).unlink(missing_ok=True)

    def write_facts(self, facts: Facts) -> Path:
        """Write `facts/<workload>.json` and remember its digest."""
        path = self.path / "facts" / f"{facts.workload}.json"
        text = json.dumps(dataclasses.asdict(facts), indent=1, sort_keys=True)
        content = text.encode() + b"\n"
        write_atomically(path, content)
        self._evidence[facts.workload] = {
            "file": path.relative_to(self.path).as_posix(),
            "sha256": Digest.of_bytes(content).hex,
            "collected_at": facts.collected_at,
        }
        return path

    def write_results(self, declared: Sequence[Expected], results: Iterable[Result]) -> Path:
        """Write `results.json` for all workloads that are declared to run."""
        document = {
            "schema": SCHEMA,
            "environment": self.environment,
            "workloads": [self._workload(expected) for expected in declared],
            "results": [
                {**dataclasses.asdict(result), "evidence": self._evidence.get(result.workload)}
                for result in results
            ],
        }
        path = self.path / "results.json"
        write_atomically(path, json.dumps(document, indent=1, sort_keys=True).encode() + b"\n")
        return path

    @staticmethod
    def _workload(expected: Expected) -> dict[str, object]:
        allowed = {
            "shell in the image": expected.shell_reason,
            "no health check": expected.no_health_reason,
        }
        return {
            "name": expected.workload,
            "container": expected.container,
            "image": expected.image,
            "loosened": {**expected.loosened, **{k: v for k, v in allowed.items() if v}},
        }
