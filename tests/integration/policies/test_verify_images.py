"""The gate with the real cosign, syft, trivy and a real registry: what must pass, what must not.

Each refusal starts from the same image that passes, and differs by one fact.
"""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from novaos import workspace
from novaos.command import run
from novaos.errors import EvidenceError, EvidenceUnavailableError
from novaos.evidence import ATTESTATIONS, VERIFICATION_SUMMARY, EvidenceFolder
from novaos.reference import Digest, ImageReference
from policies.stage import verify_images
from policies.verdict import require_passed_verdict
from sbom.cosign import EMPTY_TRUSTED_ROOT, sign_statement
from sbom.referrers import artifact_manifest, attach, fetch_referrers, write_fallback_index
from sbom.registry import Registry
from sbom.signing_key import ensure_key_pair
from sbom.statement import SIGNATURE, parse_statement, render_statement
from tests.support.described_image import Described, copy_described, describe, described_image
from tests.support.small_image import SmallImage, push_small_image

CLAIMS = {"signature": SIGNATURE, **ATTESTATIONS}


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Described]:
    with described_image(tmp_path_factory.mktemp("gate")) as made:
        yield made


@pytest.fixture
def image(described: Described, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SmallImage:
    return copy_described(described, tmp_path, monkeypatch)


def _verify(reference: ImageReference) -> list[str]:
    said: list[str] = []
    verify_images("test", {"small": reference}, said.append)
    return said


def _refusal(reference: ImageReference) -> str:
    with pytest.raises(EvidenceError) as caught:
        _verify(reference)
    assert caught.value.fix
    with pytest.raises(EvidenceError):
        require_passed_verdict("test", reference, datetime.now(UTC))
    return caught.value.message


def _remove_from_registry(reference: ImageReference, predicate_type: str) -> None:
    key = "dev.sigstore.bundle.predicateType"
    with Registry(reference) as registry:
        listed = fetch_referrers(registry, reference.digest).descriptors
        kept = [entry for entry in listed if entry["annotations"][key] != predicate_type]
        assert len(kept) == len(listed) - 1
        write_fallback_index(registry, reference.digest, kept)


def test_described_image_passes_and_the_verdict_is_believed(image: SmallImage) -> None:
    said = _verify(image.reference)
    assert said[0] == f"small: PASSED {image.reference.digest}"
    assert any("warning: all images: scan: vulnerabilities not assessed" in line for line in said)
    verdict = require_passed_verdict("test", image.reference, datetime.now(UTC))
    assert {name for name, _ in verdict.input_attestations} == {f"{n}.bundle.json" for n in CLAIMS}


def test_auditor_checks_the_verdict_with_cosign_alone(image: SmallImage) -> None:
    _verify(image.reference)
    folder = EvidenceFolder("test", image.reference.digest)
    command = [str(workspace.tool("cosign")), "verify-blob-attestation", "--insecure-ignore-tlog"]
    flags = ["--offline", f"--trusted-root={EMPTY_TRUSTED_ROOT}", f"--type={VERIFICATION_SUMMARY}"]
    key = workspace.secrets_folder("test") / "cosign.pub"
    subject = [f"--digest={image.reference.digest.hex}", "--digestAlg=sha256"]
    bundle = f"--bundle={folder.path / 'verdict.bundle.json'}"
    run([*command, *flags, *subject, f"--key={key}", bundle])


def test_second_verification_keeps_the_verdict(image: SmallImage) -> None:
    _verify(image.reference)
    folder = EvidenceFolder("test", image.reference.digest)
    before = folder.require("verdict.bundle.json")
    _verify(image.reference)
    assert folder.require("verdict.bundle.json") == before


def test_other_content_under_the_same_tag_is_refused(image: SmallImage, tmp_path: Path) -> None:
    _verify(image.reference)
    other = push_small_image(image.reference.repository, tmp_path, note="other content")
    assert other.reference.digest != image.reference.digest
    message = _refusal(other.reference)
    assert f"the digest is {other.reference.digest}, the lock images/locks/small.json" in message
    assert "signature: no claim signed by a trusted key; sign it: make sbom" in message
    assert _verify(image.reference)[0] == f"small: PASSED {image.reference.digest}"


@pytest.mark.parametrize("name", CLAIMS)
def test_claim_removed_from_the_registry_is_refused(image: SmallImage, name: str) -> None:
    _verify(image.reference)
    _remove_from_registry(image.reference, CLAIMS[name])
    message = _refusal(image.reference)
    assert f"{name}: {name}.bundle.json is not attached to the image in the registry" in message
    assert f"cosign verifies no {CLAIMS[name]} of this image" in message
    assert str(image.reference) in message


@pytest.mark.parametrize(
    "name",
    [
        *(f"{name}.bundle.json" for name in CLAIMS),
        *(f"{name}.json" for name in ATTESTATIONS),
        *("build.json", "scan-raw.json", "scan.sarif"),
    ],
)
def test_evidence_file_removed_is_refused(image: SmallImage, name: str) -> None:
    _verify(image.reference)
    (EvidenceFolder("test", image.reference.digest).path / name).unlink()
    assert f"evidence {name} is missing" in _refusal(image.reference)


def test_signed_with_another_key_is_refused(image: SmallImage) -> None:
    _verify(image.reference)
    stranger = ensure_key_pair("staging")
    folder = EvidenceFolder("test", image.reference.digest)
    with Registry(image.reference) as registry:
        subject = registry.manifest(image.reference.digest)
        assert subject is not None
        for name, kind in CLAIMS.items():
            predicate = {} if name == "signature" else folder.require_json(f"{name}.json")
            bundle = sign_statement(stranger, render_statement(image.reference, kind, predicate))
            folder.write(f"{name}.bundle.json", bundle)
            manifest = artifact_manifest(name, kind, bundle, subject)
            attach(registry, image.reference, manifest, bundle)
    message = _refusal(image.reference)
    for name, kind in CLAIMS.items():
        assert f"{name}.bundle.json: not signed by a trusted key" in message
        assert f"cosign verifies no {kind} of this image" in message
    assert stranger.public_key.hint in message


def test_claim_of_another_image_is_refused(image: SmallImage) -> None:
    key = ensure_key_pair("test")
    other = replace(image.reference, digest=Digest(f"sha256:{'e' * 64}"))
    folder = EvidenceFolder("test", image.reference.digest)
    predicate = folder.require_json("scan.json")
    statement = render_statement(other, ATTESTATIONS["scan"], predicate)
    folder.write("scan.bundle.json", sign_statement(key, statement))
    message = _refusal(image.reference)
    assert f"scan: the subject is {other.digest}, expected {image.reference.digest}" in message


def test_verdict_for_another_digest_is_refused(image: SmallImage) -> None:
    _verify(image.reference)
    folder = EvidenceFolder("test", image.reference.digest)
    other = replace(image.reference, digest=Digest(f"sha256:{'e' * 64}"))
    EvidenceFolder("test", other.digest).write(
        "verdict.bundle.json", folder.require("verdict.bundle.json")
    )
    with pytest.raises(EvidenceError) as caught:
        require_passed_verdict("test", other, datetime.now(UTC))
    assert f"it is about {image.reference.digest}, expected {other.digest}" in caught.value.message
    assert caught.value.fix == "run: make verify ENV=test"


def test_expired_verdict_is_refused(image: SmallImage) -> None:
    _verify(image.reference)
    with pytest.raises(EvidenceError) as caught:
        require_passed_verdict(
            "test", image.reference, datetime.now(UTC) + timedelta(hours=24, seconds=2)
        )
    assert "it expired: it was given at" in caught.value.message
    assert "verdict.bundle.json" in caught.value.message
    assert caught.value.fix == "run: make verify ENV=test"


def test_failed_verdict_takes_the_place_of_the_passed_one(image: SmallImage) -> None:
    _verify(image.reference)
    _remove_from_registry(image.reference, SIGNATURE)
    _refusal(image.reference)
    with pytest.raises(EvidenceError) as caught:
        require_passed_verdict("test", image.reference, datetime.now(UTC))
    assert "the image FAILED verification: signature:" in caught.value.message
    statement = EvidenceFolder("test", image.reference.digest).require("verdict.json")
    assert parse_statement(statement, "verdict").predicate["verificationResult"] == "FAILED"
    describe(image.reference)
    assert _verify(image.reference)[0].startswith("small: PASSED")


def test_registry_down_is_unavailable_and_never_passes(image: SmallImage) -> None:
    gone = replace(image.reference, repository="127.0.0.1:1/gate/small")
    with pytest.raises(EvidenceUnavailableError) as caught:
        _verify(gone)
    assert "could not look: registry 127.0.0.1:1 does not answer" in caught.value.message
    assert caught.value.fix == "make the registry answer: make doctor"
    with pytest.raises(EvidenceError):
        require_passed_verdict("test", gone, datetime.now(UTC))


def test_image_that_the_registry_lacks_is_refused(image: SmallImage) -> None:
    empty = replace(image.reference, repository=f"{image.reference.repository}-never-pushed")
    assert f"the registry has no manifest {empty}; push it: make build" in _refusal(empty)


def test_unassessed_vulnerabilities_are_refused_in_staging(image: SmallImage) -> None:
    shutil.copytree(workspace.secrets_folder("test"), workspace.secrets_folder("staging"))
    shutil.copytree(workspace.evidence_root("test"), workspace.evidence_root("staging"))
    with pytest.raises(EvidenceError) as caught:
        verify_images("staging", {"small": image.reference}, lambda _line: None)
    assert "scan: vulnerabilities not assessed" in caught.value.message
    assert "NOVAOS_TRIVY_DB" in caught.value.message
