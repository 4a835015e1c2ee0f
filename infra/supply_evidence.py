"""What the signed evidence of one image says, each claim proved again before it is believed.

A claim is verified, missing or refused. What a claim would have told is then read from the signed
statement itself, never from the file beside it; unproved, it is "could not check" with the reason.
"""

import base64
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from novaos.errors import EvidenceError
from novaos.evidence import VERIFICATION_SUMMARY, EvidenceFolder
from sbom.attachment import CLAIMS, bundle_file
from sbom.envelope import verify_envelope
from sbom.statement import Statement
from sbom.trusted_key import TrustedKey

_CLAIMS = {**CLAIMS, "verdict": VERIFICATION_SUMMARY}
_NO_VEX = "the pipeline makes no VEX statements; findings are permitted by waivers only"
_COULD_NOT_CHECK = "could not check"
Facts = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Proved:
    """A claim whose signature, type and subject are right."""

    statement: Statement
    key: TrustedKey


@dataclass(frozen=True, slots=True)
class Unproved:
    """A claim that is not believed."""

    state: str
    """`missing` or `refused`."""
    reason: str


Claims = Mapping[str, Proved | Unproved]


def verify_claims(folder: EvidenceFolder, keys: Sequence[TrustedKey]) -> Claims:
    """Try every claim that an image can carry."""
    return {name: _try_claim(folder, name, kind, keys) for name, kind in _CLAIMS.items()}


def render_attestations(claims: Claims) -> list[Facts]:
    """List every claim with its state, VEX too, which nobody makes."""
    return [
        *(_render_attestation(name, claim) for name, claim in claims.items()),
        {"name": "vex", "state": "not made", "reason": _NO_VEX},
    ]


def render_scan(claims: Claims) -> Facts:
    """Tell scanner, time and counts; a scanner that did not run has no counts, not zero."""

    def read(predicate: Mapping[str, Any]) -> Facts:
        return {
            "scanner": dict(predicate["scanner"]),
            "scanned_at": str(predicate["scanned_at"]),
            "results": {
                section: {key: value for key, value in result.items() if key != "findings"}
                for section, result in predicate["results"].items()
            },
        }

    return _read(claims["scan"], read)


def render_provenance(claims: Claims) -> Facts:
    """Tell who built the image, from what kind of recipe, and when."""

    def read(predicate: Mapping[str, Any]) -> Facts:
        details = predicate["runDetails"]
        return {
            "builder": str(details["builder"]["id"]),
            "build_type": str(predicate["buildDefinition"]["buildType"]),
            "built_at": details.get("metadata", {}).get("finishedOn"),
        }

    return _read(claims["provenance"], read)


def key_fingerprint(key: TrustedKey) -> str:
    """SHA-256 of the DER key, in hex: what cosign's hint is in base64."""
    return f"sha256:{base64.b64decode(key.hint).hex()}"


def _try_claim(
    folder: EvidenceFolder, name: str, kind: str, keys: Sequence[TrustedKey]
) -> Proved | Unproved:
    try:
        content = folder.require(bundle_file(name))
    except EvidenceError as error:
        return Unproved("missing", error.message)
    reasons = []
    for key in keys:
        try:
            statement = verify_envelope(content, [key], name)
        except EvidenceError as error:
            reasons.append(error.message)
            continue
        if statement.predicate_type != kind or folder.digest not in statement.subject_digests:
            return Unproved("refused", f"{name}: speaks of something else than {folder.digest}")
        return Proved(statement, key)
    return Unproved("refused", "; ".join(reasons) or "no key is trusted here")


def _render_attestation(name: str, claim: Proved | Unproved) -> Facts:
    if isinstance(claim, Unproved):
        return {"name": name, "state": claim.state, "reason": claim.reason}
    kind = claim.statement.predicate_type
    fingerprint = key_fingerprint(claim.key)
    return {"name": name, "state": "verified", "predicate_type": kind, "key": fingerprint}


def _read(claim: Proved | Unproved, read: Callable[[Mapping[str, Any]], Facts]) -> Facts:
    if isinstance(claim, Unproved):
        return {"state": _COULD_NOT_CHECK, "reason": claim.reason}
    try:
        return {"state": "read", **read(claim.statement.predicate)}
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        return {"state": _COULD_NOT_CHECK, "reason": f"not in the form we know: {error!r}"}
