"""Words of the report: what one piece of evidence says, and what all of it says of a control.

A finding without evidence cannot be a pass: the type refuses it.
"""

from dataclasses import dataclass
from enum import StrEnum

from sbom.report.catalogue import Control


class Outcome(StrEnum):
    """What one piece of evidence says."""

    PASS = "pass"  # noqa: S105 - an outcome
    FAIL = "fail"
    MISSING = "missing"
    """It is not there, cannot be read or is not what was signed: never a pass."""
    MANUAL = "manual"
    NOT_APPLICABLE = "not-applicable"


class Verdict(StrEnum):
    """What the report says of a control."""

    PASS = "pass"  # noqa: S105 - a verdict
    FAIL = "fail"
    MANUAL = "manual"
    NOT_APPLICABLE = "not-applicable"


@dataclass(frozen=True, slots=True)
class Finding:
    """One piece of evidence, looked at."""

    kind: str
    name: str
    subject: str
    """Workload or image that it speaks of; empty if it speaks of none."""
    outcome: Outcome
    detail: str = ""
    evidence: str = ""
    """SHA-256 of the file that shows it, in hex."""

    def __post_init__(self) -> None:
        if self.outcome is Outcome.PASS and not self.evidence:
            raise ValueError(f"{self.kind} {self.name} of {self.subject} passes without evidence")


@dataclass(frozen=True, slots=True)
class JudgedControl:
    """A control, its verdict and everything it rests on."""

    control: Control
    verdict: Verdict
    reason: str
    findings: tuple[Finding, ...]
