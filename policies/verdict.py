"""The gate's verdict on one image: a signed SLSA verification summary (VSA), and the fast check.

`require_passed_verdict` is what stands between a reference and a container. It runs offline and in
this process. The numbers repeat in the code.

1. The evidence folder of the digest holds a verdict.
2. A key that the environment trusts signed it.
3. It is a verification summary whose subject is this very digest.
4. Its resource is this very reference, and its environment this one.
5. It was given under the policy that is in force now.
6. Its result is PASSED.
7. It is not from the future, not older than the policy's limit, and nothing it rests on (scan,
   database, waiver) has expired since.

https://slsa.dev/spec/v1.1/verification_summary
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from novaos.errors import EvidenceError, PreconditionError
from novaos.evidence import VERIFICATION_SUMMARY, EvidenceFolder
from novaos.reference import ImageReference
from policies.policy import Policy, load_policy
from sbom.envelope import verify_envelope
from sbom.statement import Statement

BUNDLE_FILE = "verdict.bundle.json"
STATEMENT_FILE = "verdict.json"
VERIFIER = "https://novaos.dev/gate/v1"
_CLOCK_SKEW = timedelta(minutes=5)
_PASSED_LEVELS = ["SLSA_BUILD_LEVEL_1"]
"""Signed provenance exists; a higher level needs a hosted builder (slsa.dev, build track)."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A decision about one image."""

    environment: str
    image: ImageReference
    passed: bool
    verified_at: datetime
    valid_until: datetime
    """When the first fact it rests on expires."""
    policy_uri: str
    policy_digest: str
    input_attestations: tuple[tuple[str, str], ...]
    """File name and hex SHA-256 of every bundle that was judged."""
    failures: tuple[str, ...]
    warnings: tuple[str, ...]


def render_verdict(verdict: Verdict) -> dict[str, Any]:
    """Write the VSA predicate; fields of our own begin with `novaos_`."""
    return {
        "verifier": {"id": VERIFIER},
        "timeVerified": _render_time(verdict.verified_at),
        "resourceUri": str(verdict.image),
        "policy": {"uri": verdict.policy_uri, "digest": {"sha256": verdict.policy_digest}},
        "inputAttestations": [
            {"uri": uri, "digest": {"sha256": digest}} for uri, digest in verdict.input_attestations
        ],
        "verificationResult": "PASSED" if verdict.passed else "FAILED",
        "verifiedLevels": _PASSED_LEVELS if verdict.passed else ["FAILED"],
        "slsaVersion": "1.1",
        "novaos_environment": verdict.environment,
        "novaos_validUntil": _render_time(verdict.valid_until),
        "novaos_failures": list(verdict.failures),
        "novaos_warnings": list(verdict.warnings),
    }


def parse_verdict(predicate: Mapping[str, Any]) -> Verdict:
    """Read a VSA predicate of ours.

    Raises `EvidenceError` if a field is missing or malformed.
    """
    try:
        return Verdict(
            environment=str(predicate["novaos_environment"]),
            image=ImageReference.parse(predicate["resourceUri"]),
            passed=predicate["verificationResult"] == "PASSED" and not predicate["novaos_failures"],
            verified_at=_parse_time(predicate["timeVerified"]),
            valid_until=_parse_time(predicate["novaos_validUntil"]),
            policy_uri=str(predicate["policy"]["uri"]),
            policy_digest=str(predicate["policy"]["digest"]["sha256"]),
            input_attestations=tuple(
                (str(each["uri"]), str(each["digest"]["sha256"]))
                for each in predicate["inputAttestations"]
            ),
            failures=tuple(map(str, predicate["novaos_failures"])),
            warnings=tuple(map(str, predicate["novaos_warnings"])),
        )
    except (KeyError, TypeError, ValueError, AttributeError, PreconditionError) as error:
        raise EvidenceError(f"the verdict is malformed: {error!r}") from error


def require_passed_verdict(
    environment: str,
    reference: ImageReference,
    now: datetime,
) -> Verdict:
    """Return the verdict that lets `reference` run in `environment`.

    Raises `EvidenceError` if there is none, with what is wrong, where, and the fix.
    """
    policy = load_policy(environment)
    folder = EvidenceFolder(environment, reference.digest)
    where = f"{reference}: verdict {folder.path / BUNDLE_FILE}"
    fix = f"run: make verify ENV={environment}"
    if not (folder.path / BUNDLE_FILE).exists():  # (1)
        raise EvidenceError(f"{where}: there is none; the image was not verified", fix=fix)
    try:
        bundle = folder.require(BUNDLE_FILE)
        statement = verify_envelope(bundle, policy.trusted_keys, BUNDLE_FILE)  # (2)
        verdict = parse_verdict(statement.predicate)
    except EvidenceError as error:
        raise EvidenceError(f"{where}: {error.message}", fix=fix) from error
    findings = check_verdict(statement, verdict, reference, policy, now)
    if findings:
        raise EvidenceError("\n".join(f"{where}: {finding}" for finding in findings), fix=fix)
    return verdict


def check_verdict(
    statement: Statement,
    verdict: Verdict,
    reference: ImageReference,
    policy: Policy,
    now: datetime,
) -> list[str]:
    """Find every reason why a signed verdict does not let `reference` run now."""
    findings = []
    if statement.predicate_type != VERIFICATION_SUMMARY:  # (3)
        findings.append(f"it is a {statement.predicate_type}, expected {VERIFICATION_SUMMARY}")
    if statement.subject_digests != (reference.digest,):  # (3)
        subjects = ", ".join(map(str, statement.subject_digests))
        findings.append(f"it is about {subjects}, expected {reference.digest}")
    if verdict.image != reference:  # (4)
        findings.append(f"it is about {verdict.image}, expected {reference}")
    if verdict.environment != policy.environment:  # (4)
        findings.append(
            f"it was given for environment {verdict.environment}, expected {policy.environment}",
        )
    if verdict.policy_digest != policy.digest:  # (5)
        findings.append("thresholds, waivers or trusted keys have changed since it was given")
    if not verdict.passed:  # (6)
        reasons = "; ".join(verdict.failures) or "no reason given"
        findings.append(f"the image FAILED verification: {reasons}")
    return findings + check_verdict_age(verdict, policy, now)


def check_verdict_age(verdict: Verdict, policy: Policy, now: datetime) -> list[str]:
    """Find a verdict that is not valid at `now`."""
    limit = policy.thresholds.max_verdict_age  # (7)
    given = _render_time(verdict.verified_at)
    if verdict.verified_at - now > _CLOCK_SKEW:
        return [f"it was given at {given}, in the future; check the clock"]
    if now - verdict.verified_at > limit:
        hours = limit.total_seconds() / 3600
        return [f"it expired: it was given at {given}, longer than {hours:.0f} hours ago"]
    if now > verdict.valid_until:
        return [f"it expired at {_render_time(verdict.valid_until)}: what it rests on is too old"]
    return []


def _render_time(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _parse_time(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"time {text!r} has no zone")
    return moment
