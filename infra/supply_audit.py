"""What the last audit of an environment found at each workload.

A result counts only with its facts, unchanged since: the same reading as the compliance report's.
An audit names the digest that ran then; who shows it has to compare.
"""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from novaos import workspace
from sbom.report.audit_evidence import AuditEvidence, load_audit
from sbom.report.evidence_store import EvidenceStore
from sbom.report.finding import Finding, Outcome


@dataclass(frozen=True, slots=True)
class LastAudit:
    """The audit of one environment, or why there is none."""

    evidence: AuditEvidence
    store: EvidenceStore

    def describe(self, workload: str) -> dict[str, Any]:
        """Counts and failures of one workload."""
        if self.evidence.trouble:
            return {"state": "not audited", "reason": self.evidence.trouble}
        images = {each.name: each.image for each in self.evidence.workloads}
        if workload not in images:
            return {"state": "not audited", "reason": "the audit did not look at it"}
        findings = self._findings(workload)
        counts = Counter(each.outcome for each in findings)
        return {
            "state": "audited",
            "audited_at": self._audited_at(workload),
            "digest": images[workload].rpartition("@")[2],
            "passed": counts[Outcome.PASS],
            "failed": counts[Outcome.FAIL],
            "not_applicable": counts[Outcome.NOT_APPLICABLE],
            "could_not_check": counts[Outcome.MISSING],
            "unchecked": [each.name for each in findings if each.outcome is Outcome.MISSING],
            "failures": [self._failure(each) for each in findings if each.outcome is Outcome.FAIL],
        }

    def _findings(self, workload: str) -> list[Finding]:
        checks = [check for check, name in self.evidence.results if name == workload]
        return [
            finding
            for check in checks
            for finding in self.evidence.look(check, (workload,), self.store)
        ]

    def _audited_at(self, workload: str) -> str | None:
        times = [
            str((result.get("evidence") or {}).get("collected_at", ""))
            for (_, name), result in self.evidence.results.items()
            if name == workload
        ]
        return max(times, default="") or None

    def _failure(self, finding: Finding) -> dict[str, Any]:
        result = self.evidence.results[finding.name, finding.subject]
        controls = [str(each) for each in result.get("controls") or ()]
        return {"check": finding.name, "controls": controls, "detail": finding.detail}


def load_last_audit(environment: str) -> LastAudit:
    """Read the last audit of `environment`."""
    store = EvidenceStore(workspace.REPOSITORY)
    folder = workspace.VAR / "audit" / environment
    return LastAudit(load_audit(folder, environment, store), store)
