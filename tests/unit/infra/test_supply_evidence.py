"""A claim is believed with the right signature, type and subject only; then its words are read."""

from pathlib import Path

import pytest

from infra.supply_evidence import (
    Proved,
    Unproved,
    key_fingerprint,
    render_attestations,
    render_provenance,
    render_scan,
    verify_claims,
)
from novaos.evidence import EvidenceFolder
from novaos.reference import ImageReference
from sbom.attachment import CLAIMS, bundle_file
from sbom.statement import render_statement
from tests.support.infra import reference
from tests.support.signing import Signer, make_signer
from tests.support.workspace import use_workspace

_IMAGE = reference("core-api")
_FOLDER = EvidenceFolder("dev", _IMAGE.digest)
_PROVENANCE = {
    "buildDefinition": {"buildType": "t"},
    "runDetails": {"builder": {"id": "b"}, "metadata": {"finishedOn": "2026-03-01T10:00:00Z"}},
}


@pytest.fixture
def signer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Signer:
    use_workspace(monkeypatch, tmp_path)
    return make_signer(tmp_path / "cosign.pub")


def write(
    signer: Signer, name: str, predicate: dict[str, object], image: ImageReference = _IMAGE
) -> None:
    """Sign a claim and put it where it is looked for."""
    content = signer.sign(render_statement(image, CLAIMS[name], predicate))
    _FOLDER.write(bundle_file(name), content)


def test_proved_claim_is_read(signer: Signer) -> None:
    write(signer, "provenance", _PROVENANCE)
    claims = verify_claims(_FOLDER, [signer.trusted])
    assert render_provenance(claims) == {
        "state": "read",
        "builder": "b",
        "build_type": "t",
        "built_at": "2026-03-01T10:00:00Z",
    }
    told = {each["name"]: each for each in render_attestations(claims)}
    assert told["provenance"]["key"] == key_fingerprint(signer.trusted)
    assert told["scan"]["state"] == "missing"
    assert told["vex"]["state"] == "not made"


def test_any_trusted_key_counts(signer: Signer, tmp_path: Path) -> None:
    write(signer, "provenance", _PROVENANCE)
    other = make_signer(tmp_path / "other.pub").trusted
    found = verify_claims(_FOLDER, [other, signer.trusted])["provenance"]
    assert isinstance(found, Proved)
    assert found.key == signer.trusted


def test_claim_about_another_image_is_refused(signer: Signer) -> None:
    write(signer, "provenance", _PROVENANCE, reference("echo-ws"))
    found = verify_claims(_FOLDER, [signer.trusted])["provenance"]
    assert isinstance(found, Unproved)
    assert found.state == "refused"


def test_claim_of_another_type_is_refused(signer: Signer) -> None:
    content = signer.sign(render_statement(_IMAGE, CLAIMS["scan"], {}))
    _FOLDER.write(bundle_file("provenance"), content)
    claims = verify_claims(_FOLDER, [signer.trusted])
    assert render_provenance(claims)["state"] == "could not check"


def test_without_a_trusted_key_nothing_is_believed(signer: Signer) -> None:
    write(signer, "provenance", _PROVENANCE)
    assert isinstance(verify_claims(_FOLDER, [])["provenance"], Unproved)


def test_scan_of_an_unknown_form_could_not_be_checked(signer: Signer) -> None:
    write(signer, "scan", {"scanner": "trivy"})
    assert render_scan(verify_claims(_FOLDER, [signer.trusted]))["state"] == "could not check"
