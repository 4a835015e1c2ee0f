"""Checks of identity: is this the locked image, is every claim signed, attached and about it."""

from novaos.errors import EvidenceError
from novaos.evidence import ATTESTATIONS
from policies.gate.known import Known
from policies.policy import Policy
from sbom.attachment import bundle_file
from sbom.statement import SIGNATURE
from sbom.strict_json import parse_json


def check_digest_is_locked(known: Known) -> list[str]:
    """Find an image that is not the one the committed lock names."""
    if known.image.digest == known.lock.digest:
        return []
    finding = (
        f"the digest is {known.image.digest}, the lock images/locks/{known.name}.json says "
        f"{known.lock.digest}; deploy the locked image, or build again: make build"
    )
    return [finding]


def check_manifest_exists(known: Known) -> list[str]:
    """Find an image that its registry does not have under this digest."""
    if known.in_registry or known.unavailable:
        return []
    return [f"the registry has no manifest {known.image}; push it: make build"]


def check_signature(known: Known) -> list[str]:
    """Find an image without a trusted signature in evidence folder and registry."""
    return _check_claim(known, "signature", SIGNATURE)


def check_attestations(known: Known, policy: Policy) -> list[str]:
    """Find required attestations that are missing, foreign, of another type or of another image."""
    return [
        finding
        for name in policy.thresholds.required_attestations
        for finding in _check_claim(known, name, ATTESTATIONS[name])
    ]


def check_files_are_attested(known: Known) -> list[str]:
    """Find readable evidence that says something else than its signed statement."""
    findings = []
    for name, content in known.predicates.items():
        statement = known.statements.get(name)
        try:
            same = statement is None or parse_json(content, name) == statement.predicate
        except EvidenceError as error:
            findings.append(error.message)
            continue
        if not same:
            findings.append(f"{name}.json is not what {bundle_file(name)} attests; run: make sbom")
    return findings


def check_reports_are_attested(known: Known) -> list[str]:
    """Find raw output that is not the one whose digest is attested."""
    attested: dict[str, object] = {}
    try:
        if "scan" in known.statements:
            attested |= known.statements["scan"].predicate["reports"]
        if "provenance" in known.statements:
            details = known.statements["provenance"].predicate["runDetails"]
            attested |= {each["name"]: each["digest"]["sha256"] for each in details["byproducts"]}
    except (KeyError, TypeError) as error:
        return [f"the attestations name no digests of raw output: {error!r}; run: make sbom"]
    return [
        f"{name} has the digest {digest.hex}, attested is {attested.get(name)}; run: make sbom"
        for name, digest in known.reports.items()
        if attested.get(name) != digest.hex
    ]


def _check_claim(known: Known, name: str, predicate_type: str) -> list[str]:
    if known.unavailable and name not in known.statements:
        return []
    findings = []
    statement = known.statements.get(name)
    if statement is None:
        # The reason is among the problems met while collecting.
        findings.append(f"{name}: no claim signed by a trusted key; sign it: make sbom")
    else:
        if statement.subject_digests != (known.image.digest,):
            subjects = ", ".join(map(str, statement.subject_digests))
            findings.append(
                f"{name}: the subject is {subjects}, expected {known.image.digest}; "
                "make the evidence of this image: make sbom",
            )
        if statement.predicate_type != predicate_type:
            findings.append(
                f"{name}: the predicate type is {statement.predicate_type}, "
                f"expected {predicate_type}; make it again: make sbom",
            )
    if known.unavailable or not known.in_registry:
        return findings
    if known.bundles.get(name) not in known.attached:
        findings.append(
            f"{name}: {bundle_file(name)} is not attached to the image in the registry "
            f"{known.image.repository}; attach it again: make sbom",
        )
    if predicate_type not in known.verified_types:
        findings.append(
            f"{name}: cosign verifies no {predicate_type} of this image by a trusted key in the "
            f"registry {known.image.repository}; sign it again: make sbom",
        )
    return findings
