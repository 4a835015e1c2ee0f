"""Verify one image.

Procedure of `judge`; the numbers repeat in the code. Every check runs and every failure is listed,
none ends the procedure. `collect` has verified signatures against the trusted keys before.

1. The image is named by digest and it is the digest of the committed lock.
2. Its registry has a manifest under that digest.
3. It carries a signature by a trusted key, of the right subject, in both places.
4. It carries each required attestation, likewise.
5. What people can read in the evidence folder is what is attested.
6. Both SBOMs describe this digest and exactly the locked packages.
7. The scan is of this digest, fresh, and within the thresholds; waivers are in force.
8. The provenance names an accepted builder and exactly the locked inputs.
"""

from datetime import datetime

from policies.gate.attestations import (
    check_attestations,
    check_digest_is_locked,
    check_files_are_attested,
    check_manifest_exists,
    check_reports_are_attested,
    check_signature,
)
from policies.gate.content import check_provenance, check_sboms
from policies.gate.known import Known
from policies.gate.scan import ScanJudgement, judge_scan
from policies.policy import Policy
from policies.verdict import Verdict
from sbom.attachment import bundle_file


def judge(known: Known, policy: Policy, now: datetime) -> Verdict:
    """Decide about the image from what is known of it; unavailable evidence never passes."""
    scan = known.statements.get("scan")
    judged = (
        judge_scan(scan.predicate, known.image.digest, policy, now) if scan else ScanJudgement()
    )
    failures = [
        *known.problems,
        *(f"could not look: {text}" for text in known.unavailable),
        *check_digest_is_locked(known),  # (1)
        *check_manifest_exists(known),  # (2)
        *check_signature(known),  # (3)
        *check_attestations(known, policy),  # (4)
        *check_files_are_attested(known),  # (5)
        *check_reports_are_attested(known),  # (5)
        *check_sboms(known),  # (6)
        *judged.failures,  # (7)
        *check_provenance(known, policy),  # (8)
    ]
    return Verdict(
        environment=policy.environment,
        image=known.image,
        passed=not failures,
        verified_at=now,
        valid_until=min([now + policy.thresholds.max_verdict_age, *judged.limits]),
        policy_uri=policy.uri,
        policy_digest=policy.digest,
        input_attestations=tuple(
            (bundle_file(claim), digest.hex) for claim, digest in sorted(known.bundles.items())
        ),
        failures=tuple(failures),
        warnings=tuple(judged.warnings),
    )
