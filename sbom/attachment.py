"""Sign what is claimed of one image and keep it in two places that hold the same bytes.

Each claim is one sigstore bundle: a file in the evidence folder, and an artifact attached to the
digest in the registry. What is there and valid is left alone; what is not is made and attached.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from novaos.errors import EvidenceError
from novaos.evidence import ATTESTATIONS, EvidenceFolder
from novaos.reference import Digest, ImageReference
from sbom.cosign import sign_statement
from sbom.envelope import verify_envelope
from sbom.referrers import artifact_manifest, attach, fetch_referrers
from sbom.registry import Registry
from sbom.signing_key import KeyPair
from sbom.statement import SIGNATURE, Statement, render_statement

CLAIMS = {"signature": SIGNATURE, **ATTESTATIONS}
"""Name of every bundle that the sbom stage writes -> its predicate type."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What shall be signed of an image."""

    name: str
    predicate_type: str
    predicate: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Bundle:
    """One signed claim."""

    name: str
    predicate_type: str
    content: bytes


def bundle_file(name: str) -> str:
    """File of the claim `name` in the evidence folder."""
    return f"{name}.bundle.json"


def ensure_bundle(
    folder: EvidenceFolder,
    image: ImageReference,
    claim: Claim,
    key: KeyPair,
) -> tuple[Bundle, bool]:
    """Return the signed claim and whether it had to be signed now."""
    wanted = Statement(claim.predicate_type, (image.digest,), claim.predicate)
    try:
        content = folder.require(bundle_file(claim.name))
        if verify_envelope(content, [key.public_key], claim.name) == wanted:
            return Bundle(claim.name, claim.predicate_type, content), False
    except EvidenceError:
        # Missing, damaged or by another key: signed again below.
        pass
    statement = render_statement(image, claim.predicate_type, claim.predicate)
    content = sign_statement(key, statement)
    folder.write(bundle_file(claim.name), content)
    return Bundle(claim.name, claim.predicate_type, content), True


def ensure_attached(image: ImageReference, bundles: list[Bundle]) -> int:
    """Attach the bundles that the registry does not list; return how many were attached.

    Raises `EvidenceError` if the registry does not have the image itself.
    """
    with Registry(image) as registry:
        subject = registry.manifest(image.digest)
        if subject is None:
            raise EvidenceError(
                f"{image}: the registry does not have this image",
                fix="push it first: make build",
            )
        listed = fetch_referrers(registry, image.digest).digests()
        attached = 0
        for bundle in bundles:
            manifest = artifact_manifest(
                bundle.name, bundle.predicate_type, bundle.content, subject
            )
            if str(Digest.of_bytes(manifest)) not in listed:
                attach(registry, image, manifest, bundle.content)
                attached += 1
        return attached
