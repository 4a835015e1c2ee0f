"""Join catalogue and evidence into one report value. Reads files, writes none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from novaos import workspace
from novaos.errors import NovaosError
from novaos.reference import ImageReference
from sbom.report.audit_evidence import AuditEvidence, load_audit
from sbom.report.catalogue import Catalogue, Requirement
from sbom.report.document import Report, Section
from sbom.report.evidence_store import EvidenceStore
from sbom.report.finding import Finding, Outcome
from sbom.report.image_evidence import ImageEvidence
from sbom.report.judgement import judge_control
from sbom.report.junit_evidence import JunitEvidence
from sbom.trusted_key import TrustedKey


@dataclass(frozen=True, slots=True)
class EvidenceSources:
    """Where the evidence of one environment is."""

    environment: str
    key: TrustedKey
    now: datetime

    @property
    def audit_folder(self) -> Path:
        """Where the audit left its results."""
        return workspace.VAR / "audit" / self.environment

    @property
    def tests_folder(self) -> Path:
        """Where test runs leave their JUnit records."""
        return workspace.VAR / "test"


def assemble_report(catalogues: Sequence[Catalogue], sources: EvidenceSources) -> Report:
    """Judge every control of every catalogue."""
    store = EvidenceStore(workspace.REPOSITORY)
    audit = load_audit(sources.audit_folder, sources.environment, store)
    looker = _Looker(sources, audit, store)
    sections = tuple(
        Section(
            catalogue,
            tuple(judge_control(control, looker.look) for control in catalogue.controls),
        )
        for catalogue in catalogues
    )
    return Report(
        environment=sources.environment,
        generated_at=sources.now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        key_hint=sources.key.hint,
        workloads=audit.workloads,
        sections=sections,
        evidence=store.files,
    )


@dataclass(frozen=True, slots=True)
class _Looker:
    sources: EvidenceSources
    audit: AuditEvidence
    store: EvidenceStore

    def look(self, requirement: Requirement) -> list[Finding]:
        if requirement.manual:
            return [Finding("manual", "question", "", Outcome.MANUAL, requirement.manual)]
        if requirement.audit:
            return [
                finding
                for check in requirement.audit
                for finding in self.audit.look(check, requirement.workloads, self.store)
            ]
        if requirement.test:
            junit = JunitEvidence(self.sources.tests_folder)
            return [
                finding for name in requirement.test for finding in junit.look(name, self.store)
            ]
        return self._look_at_images(requirement)

    def _look_at_images(self, requirement: Requirement) -> list[Finding]:
        if self.audit.trouble:
            # Which images run is known from the audit alone.
            return [Finding("image", "stack", "stack", Outcome.MISSING, self.audit.trouble)]
        findings: list[Finding] = []
        wanted = set(requirement.workloads)
        images = {
            workload.image: workload.name
            for workload in self.audit.workloads
            if not wanted or workload.name in wanted
        }
        for text, workload in images.items():
            try:
                image = ImageReference.parse(text)
            except NovaosError as error:
                findings.append(Finding("image", text, workload, Outcome.FAIL, error.message))
                continue
            findings += self._look_at_image(requirement, image)
        return findings

    def _look_at_image(self, requirement: Requirement, image: ImageReference) -> list[Finding]:
        sources = self.sources
        evidence = ImageEvidence(sources.environment, image, sources.key, sources.now, self.store)
        if requirement.verdict:
            return [evidence.verdict()]
        if requirement.lock:
            return [evidence.lock()]
        if requirement.assessed:
            return [evidence.assessed(scanner) for scanner in requirement.assessed]
        return [evidence.attestation(name) for name in requirement.attestation]
