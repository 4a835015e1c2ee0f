"""The words for what was published: each a state with its tone, and missing is never a zero.

Members of an older summary may be absent; that reads "not published", which is no good news.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.console.views import as_moment

Facts = dict[str, Any]
SEVERITIES = ("CRITICAL", "HIGH", "MEDIUM", "LOW", "UNKNOWN")
ATTESTATION_NAMES = {
    "signature": "Signature of the image",
    "sbom-cyclonedx": "SBOM, CycloneDX",
    "sbom-spdx": "SBOM, SPDX",
    "scan": "Scan",
    "provenance": "Provenance, SLSA",
    "verdict": "Verdict, SLSA VSA",
    "vex": "VEX",
}
_ATTESTATION_TONES = {"verified": "ok", "missing": "bad", "refused": "bad", "not made": "mute"}


@dataclass(frozen=True, slots=True)
class Word:
    """A state as a badge shows it."""

    text: str
    tone: str
    detail: str = ""
    """Why, for people."""


NOT_PUBLISHED = Word("not published", "warn")


def judge_attestation(facts: Facts) -> Word:
    """Say whether one attestation was verified."""
    state = str(facts.get("state", ""))
    tone = _ATTESTATION_TONES.get(state, "warn")
    return Word(state or "unknown", tone, str(facts.get("reason", "")))


def judge_signature(attestations: list[Facts] | None) -> Word:
    """Say whether everything that is signed about an image was verified."""
    if attestations is None:
        return NOT_PUBLISHED
    found = {str(each.get("name")): judge_attestation(each) for each in attestations}
    bad = [f"{name} {word.text}" for name, word in found.items() if word.tone in {"bad", "warn"}]
    if bad or "signature" not in found:
        return Word("not verified", "bad", ", ".join(bad) or "there is no signature")
    count = sum(word.tone == "ok" for word in found.values())
    return Word("verified", "ok", f"{count} signed claims")


def judge_sbom(facts: Facts | None) -> Word:
    """Say how many components are known."""
    if facts is None:
        return NOT_PUBLISHED
    if facts.get("components") is None:
        return Word("could not check", "bad", str(facts.get("reason", "")))
    return Word(f"{facts['components']} components", "ok", str(facts.get("format", "")))


def judge_vulnerabilities(scan: Facts | None) -> Word:
    """Say what the scan found, or that nobody assessed it."""
    if scan is None:
        return NOT_PUBLISHED
    if scan.get("state") != "read":
        return Word("could not check", "bad", str(scan.get("reason", "")))
    result = scan.get("results", {}).get("vulnerabilities", {})
    if result.get("state") != "ran":
        return Word("not assessed", "warn", str(result.get("reason", "no reason was published")))
    return count_findings(result.get("counts"))


def count_findings(counts: dict[str, int] | None) -> Word:
    """Say how many findings there are, worst first."""
    if counts is None:
        return NOT_PUBLISHED
    named = [(severity, counts.get(severity, 0)) for severity in SEVERITIES]
    found = [(severity, count) for severity, count in named if count]
    if not found:
        return Word("none found", "ok")
    text = ", ".join(f"{count} {severity.lower()}" for severity, count in found)
    return Word(text, "bad" if found[0][0] in {"CRITICAL", "HIGH"} else "warn")


def judge_verdict(workload: Facts, now: datetime) -> Word:
    """Say whether the gate let the image pass, and whether that still counts."""
    verdict, until = workload.get("verdict"), workload.get("valid_until")
    if verdict is None or until is None:
        return NOT_PUBLISHED
    if verdict != "PASSED":
        return Word(str(verdict).lower(), "bad")
    if as_moment(until) <= now:
        return Word("passed, expired", "warn", "what it rests on is too old; verify again")
    return Word("passed", "ok")


def judge_hardening(facts: Facts | None) -> Word:
    """Say whether the full profile applies."""
    if facts is None:
        return NOT_PUBLISHED
    loosened = facts.get("loosened", [])
    if not loosened:
        return Word("full profile", "ok")
    return Word(f"{len(loosened)} loosened", "info", ", ".join(one["name"] for one in loosened))


def judge_audit(workload: Facts) -> Word:
    """Say what the last audit found, and whether it was of this image."""
    facts = workload.get("audit")
    if facts is None:
        return NOT_PUBLISHED
    if facts.get("state") != "audited":
        is_job = (workload.get("hardening") or {}).get("kind") == "job"
        reason = "it runs once and has ended" if is_job else str(facts.get("reason", ""))
        return Word("not audited", "mute" if is_job else "warn", reason)
    if facts.get("failed"):
        controls = sorted({name for one in facts["failures"] for name in one["controls"]})
        return Word(f"{facts['failed']} failed", "bad", ", ".join(controls))
    if facts.get("digest") != workload.get("digest"):
        return Word("of another image", "warn", "audit again")
    if facts.get("could_not_check"):
        return Word("not all checked", "warn", f"{facts['could_not_check']} could not look")
    return Word(f"{facts.get('passed', 0)} passed", "ok")


def judge_waiver(facts: Facts, now: datetime) -> Word:
    """Say whether a waiver still permits its finding."""
    is_over = as_moment(facts["expires_at"]) <= now
    return Word("expired", "bad") if is_over else Word("in force", "info")
