"""Evidence from the audit of the running containers: `results.json` and one facts file each.

A result counts only with the facts it was drawn from, unchanged since. "Skipped" is missing.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sbom.report.evidence_store import EvidenceStore
from sbom.report.finding import Finding, Outcome

_SCHEMA = "https://novaos.dev/audit-results/v1"
_OUTCOMES = {
    "pass": Outcome.PASS,
    "fail": Outcome.FAIL,
    "not-applicable": Outcome.NOT_APPLICABLE,
}
"""Anything else, "skipped" too, says that nobody looked."""


@dataclass(frozen=True, slots=True)
class RunningWorkload:
    """One workload as the audit saw it declared and running."""

    name: str
    image: str
    """`repository@digest`."""
    loosened: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AuditEvidence:
    """The audit's outcome, or the reason why there is none."""

    folder: Path
    workloads: tuple[RunningWorkload, ...] = ()
    results: Mapping[tuple[str, str], Mapping[str, Any]] = field(default_factory=dict)
    """(check, workload) -> result."""
    trouble: str = ""

    def look(
        self, check: str, workloads: tuple[str, ...], store: EvidenceStore
    ) -> Iterator[Finding]:
        """Yield what the audit says of `check` for each workload."""
        if self.trouble:
            yield Finding("audit", check, "stack", Outcome.MISSING, self.trouble)
            return
        for name in workloads or tuple(workload.name for workload in self.workloads):
            yield self._finding(check, name, store)

    def _finding(self, check: str, workload: str, store: EvidenceStore) -> Finding:
        result = self.results.get((check, workload))
        if result is None:
            return _missing(check, workload, f"{check} was not audited")
        detail = "; ".join(result.get("detail") or ())
        outcome = _OUTCOMES.get(str(result.get("outcome")), Outcome.MISSING)
        if outcome is Outcome.MISSING:
            return _missing(check, workload, f"could not look: {detail}")
        said = result.get("evidence") or {}
        try:
            file = store.add(
                self.folder / str(said["file"]), f"Facts of {workload}", str(said["collected_at"])
            )
        except (OSError, KeyError) as error:
            return _missing(check, workload, f"its facts are gone: {error}")
        if file.sha256 != said.get("sha256"):
            return _missing(check, workload, "its facts were changed after the audit")
        return Finding("audit", check, workload, outcome, detail, file.sha256)


def load_audit(folder: Path, environment: str, store: EvidenceStore) -> AuditEvidence:
    """Read what the last audit left in `folder`; absence is a value that never passes."""
    path = folder / "results.json"
    again = f"run: make audit ENV={environment}"
    try:
        document = json.loads(path.read_bytes())
        if document["schema"] != _SCHEMA or document["environment"] != environment:
            return AuditEvidence(folder, trouble=f"{path.name} is not of {environment}; {again}")
        workloads = tuple(
            RunningWorkload(str(each["name"]), str(each["image"]), dict(each["loosened"]))
            for each in document["workloads"]
        )
        results = {(each["check"], each["workload"]): each for each in document["results"]}
    except FileNotFoundError:
        return AuditEvidence(folder, trouble=f"there is no audit of {environment}; {again}")
    except (OSError, ValueError, KeyError, TypeError) as error:
        return AuditEvidence(folder, trouble=f"{path.name} cannot be read: {error!r}; {again}")
    if not workloads:
        return AuditEvidence(folder, trouble=f"the audit saw no workload; {again}")
    store.add(path, "Results of the audit")
    return AuditEvidence(folder, workloads, results)


def _missing(check: str, workload: str, detail: str) -> Finding:
    return Finding("audit", check, workload, Outcome.MISSING, detail)
