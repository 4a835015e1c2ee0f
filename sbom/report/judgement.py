"""Decide each control from its findings. Pure: what was found goes in, verdicts come out.

1. A failed or missing piece of evidence fails the control.
2. Otherwise a question to a person makes it manual.
3. Otherwise, if nothing applied, it does not apply; the reasons are kept.
4. It passes only with at least one passing piece of evidence and none of the above.
"""

from collections.abc import Callable, Iterable, Sequence

from sbom.report.catalogue import Control, Requirement
from sbom.report.finding import Finding, JudgedControl, Outcome, Verdict

Look = Callable[[Requirement], Sequence[Finding]]
"""Finds the evidence of one requirement."""


def judge_control(control: Control, look: Look) -> JudgedControl:
    """Look at all evidence of `control` and decide."""
    if control.not_applicable:
        return JudgedControl(control, Verdict.NOT_APPLICABLE, control.not_applicable, ())
    findings: list[Finding] = []
    for requirement in control.evidence:
        found = look(requirement)
        # Evidence that was demanded and gave no finding at all was not looked at.
        findings += found or [_nothing_found(requirement)]
    verdict, reason = decide(findings)
    return JudgedControl(control, verdict, reason, tuple(findings))


def decide(findings: Sequence[Finding]) -> tuple[Verdict, str]:
    """Verdict of a control from its findings, with the reason in words."""
    by_outcome = {
        outcome: [finding for finding in findings if finding.outcome is outcome]
        for outcome in Outcome
    }
    bad = by_outcome[Outcome.FAIL] + by_outcome[Outcome.MISSING]
    if bad or not findings:
        return Verdict.FAIL, _said(bad) or "there is no evidence"
    if by_outcome[Outcome.MANUAL]:  # (2)
        return Verdict.MANUAL, _said(by_outcome[Outcome.MANUAL])
    if not by_outcome[Outcome.PASS]:  # (3)
        return Verdict.NOT_APPLICABLE, _said(by_outcome[Outcome.NOT_APPLICABLE])
    passed = len(by_outcome[Outcome.PASS])
    return Verdict.PASS, f"{passed} {'piece' if passed == 1 else 'pieces'} of evidence"  # (4)


def _nothing_found(requirement: Requirement) -> Finding:
    asked = requirement.model_dump(exclude_defaults=True)
    return Finding("evidence", str(asked), "-", Outcome.MISSING, "nothing was found for this")


def _said(findings: Iterable[Finding]) -> str:
    """Every detail once, with all that it was said of."""
    shown = 3
    subjects: dict[str, list[str]] = {}
    for finding in findings:
        detail = finding.detail or f"{finding.kind} {finding.name}"
        subjects.setdefault(detail, []).append(finding.subject)
    words = []
    for detail, names in subjects.items():
        named = ", ".join(dict.fromkeys(name for name in names if name))
        words.append(f"{named}: {detail}" if named else detail)
    more = f" (and {len(words) - shown} more)" if len(words) > shown else ""
    return "; ".join(words[:shown]) + more
