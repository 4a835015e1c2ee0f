"""The report as one value and as JSON: the same facts that the page shows."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sbom.report.audit_evidence import RunningWorkload
from sbom.report.catalogue import Catalogue
from sbom.report.evidence_store import EvidenceFile
from sbom.report.finding import JudgedControl, Verdict

SCHEMA = "https://novaos.dev/compliance-report/v1"
PREDICATE_TYPE = "https://novaos.dev/attestations/compliance-report/v1"
"""Ours: page and data are the subjects; the predicate lists the evidence."""


@dataclass(frozen=True, slots=True)
class Section:
    """A catalogue with its judged controls."""

    catalogue: Catalogue
    controls: tuple[JudgedControl, ...]

    @property
    def counts(self) -> dict[str, int]:
        """Number of controls by verdict."""
        return count_verdicts(self.controls)


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that the report says."""

    environment: str
    generated_at: str
    key_hint: str
    """Which key the bundles were verified with, as cosign names it."""
    workloads: tuple[RunningWorkload, ...]
    sections: tuple[Section, ...]
    evidence: tuple[EvidenceFile, ...]

    @property
    def controls(self) -> tuple[JudgedControl, ...]:
        """Controls of all sections."""
        return tuple(control for section in self.sections for control in section.controls)

    @property
    def counts(self) -> dict[str, int]:
        """Number of controls by verdict."""
        return count_verdicts(self.controls)

    @property
    def causes(self) -> tuple["Cause", ...]:
        """What somebody has to do something about, failures first; equal reasons once."""
        grouped: dict[tuple[Verdict, str], list[JudgedControl]] = {}
        for verdict in (Verdict.FAIL, Verdict.MANUAL):
            for judged in self.controls:
                if judged.verdict is verdict:
                    grouped.setdefault((verdict, judged.reason), []).append(judged)
        return tuple(Cause(*key, tuple(controls)) for key, controls in grouped.items())


@dataclass(frozen=True, slots=True)
class Cause:
    """One reason why controls do not pass."""

    verdict: Verdict
    reason: str
    controls: tuple[JudgedControl, ...]


def count_verdicts(controls: Sequence[JudgedControl]) -> dict[str, int]:
    """Count by verdict, with every verdict named."""
    counted = Counter(judged.verdict for judged in controls)
    return {verdict.value: counted[verdict] for verdict in Verdict}


def render_document(report: Report) -> dict[str, Any]:
    """Give the report as JSON values."""
    return {
        "schema": SCHEMA,
        "environment": report.environment,
        "generated_at": report.generated_at,
        "verified_with_key": report.key_hint,
        "summary": report.counts,
        "workloads": [
            {"name": each.name, "image": each.image, "loosened": dict(each.loosened)}
            for each in report.workloads
        ],
        "controls": [
            _render_control(section.catalogue, judged)
            for section in report.sections
            for judged in section.controls
        ],
        "evidence": [
            {
                "title": file.title,
                "path": file.path,
                "sha256": file.sha256,
                "collected_at": file.collected_at,
                "size_bytes": len(file.content),
            }
            for file in report.evidence
        ],
    }


def _render_control(catalogue: Catalogue, judged: JudgedControl) -> dict[str, Any]:
    return {
        "id": judged.control.id,
        "catalogue": catalogue.id,
        "clause": judged.control.clause,
        "title": judged.control.title,
        "statement": judged.control.statement,
        "verdict": judged.verdict.value,
        "reason": judged.reason,
        "findings": [
            {
                "kind": finding.kind,
                "name": finding.name,
                "subject": finding.subject,
                "outcome": finding.outcome.value,
                "detail": finding.detail,
                "evidence_sha256": finding.evidence or None,
            }
            for finding in judged.findings
        ],
    }
