"""Sign a verdict, write it to the evidence folder, and attach it to the image.

A FAILED verdict takes the place of a PASSED one. A verdict that says the same and has more than
half of its life before it is kept, so that verifying again does not sign again.
"""

from dataclasses import replace
from datetime import datetime

from novaos.errors import EvidenceError
from novaos.evidence import VERIFICATION_SUMMARY, EvidenceFolder
from policies.policy import Policy
from policies.verdict import (
    BUNDLE_FILE,
    STATEMENT_FILE,
    Verdict,
    check_verdict_age,
    parse_verdict,
    render_verdict,
)
from sbom.attachment import Bundle, ensure_attached
from sbom.cosign import sign_statement
from sbom.envelope import verify_envelope
from sbom.signing_key import ensure_key_pair
from sbom.statement import render_statement


def record_verdict(verdict: Verdict, policy: Policy, now: datetime) -> Verdict:
    """Write and attach `verdict`, or the equal one that is there; return the one in force.

    Raises `EvidenceUnavailableError` if the registry does not take it; the file is written then.
    """
    folder = EvidenceFolder(verdict.environment, verdict.image.digest)
    kept = _reusable(folder, verdict, policy, now)
    if kept is None:
        # Before the slow signing: an interruption must not leave a PASSED verdict behind.
        (folder.path / BUNDLE_FILE).unlink(missing_ok=True)
        predicate = render_verdict(verdict)
        statement = render_statement(verdict.image, VERIFICATION_SUMMARY, predicate)
        content = sign_statement(ensure_key_pair(verdict.environment), statement)
        folder.write(STATEMENT_FILE, statement + b"\n")
        folder.write(BUNDLE_FILE, content)
    content = folder.require(BUNDLE_FILE)
    ensure_attached(verdict.image, [Bundle("verdict", VERIFICATION_SUMMARY, content)])
    return kept or verdict


def _reusable(
    folder: EvidenceFolder,
    verdict: Verdict,
    policy: Policy,
    now: datetime,
) -> Verdict | None:
    try:
        statement = verify_envelope(folder.require(BUNDLE_FILE), policy.trusted_keys, BUNDLE_FILE)
        old = parse_verdict(statement.predicate)
        folder.require(STATEMENT_FILE)
    except EvidenceError:
        # Missing or damaged: a new one is signed.
        return None
    same = replace(verdict, verified_at=old.verified_at, valid_until=old.valid_until) == old
    rest = old.valid_until - now
    is_young = not check_verdict_age(old, policy, now) and rest > (verdict.valid_until - now) / 2
    is_vsa = statement.predicate_type == VERIFICATION_SUMMARY
    about_this = statement.subject_digests == (verdict.image.digest,)
    return old if same and is_young and is_vsa and about_this else None
