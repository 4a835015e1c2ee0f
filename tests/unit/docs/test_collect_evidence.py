"""The evidence that CI keeps is complete, or the job fails."""

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

import novaos.evidence
from novaos.errors import EvidenceError
from novaos.evidence import EvidenceFolder
from novaos.reference import Digest, ImageReference
from novaos.workspace import REPOSITORY
from sbom.trusted_key import TrustedKey

IMAGES = {
    name: ImageReference(f"127.0.0.1:5760/novaos-test/{name}", Digest.of_bytes(name.encode()))
    for name in ("postgres", "redis")
}
SARIF = {"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "Trivy"}}, "results": []}]}


@pytest.fixture
def script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Load the script with evidence of two images in a temporary root."""
    path = REPOSITORY / ".github" / "scripts" / "collect_evidence.py"
    spec = importlib.util.spec_from_file_location("collect_evidence", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(novaos.evidence, "evidence_root", lambda name: tmp_path / "from" / name)
    monkeypatch.setattr(module, "locked_references", lambda _environment: IMAGES)
    (tmp_path / "cosign.pub").write_text("public")
    key = TrustedKey(
        tmp_path / "cosign.pub", "", ec.generate_private_key(ec.SECP256R1()).public_key()
    )
    monkeypatch.setattr(module, "load_trusted_keys", lambda _environment: (key,))
    for reference in IMAGES.values():
        folder = EvidenceFolder("test", reference.digest)
        folder.write_json("scan.sarif", SARIF)
        folder.write("sbom-cyclonedx.bundle.json", b"{}")
    return module


def test_all_evidence_is_arranged_by_image(script: ModuleType, tmp_path: Path) -> None:
    assert script.collect("test", tmp_path / "to") == ["postgres", "redis"]
    for name in IMAGES:
        assert (tmp_path / "to" / "evidence" / name / "sbom-cyclonedx.bundle.json").is_file()


def test_the_keys_that_verify_it_are_kept_with_it(script: ModuleType, tmp_path: Path) -> None:
    script.collect("test", tmp_path / "to")
    assert (tmp_path / "to" / "evidence" / "keys" / "cosign.pub").read_text() == "public"


def test_each_image_has_a_category_of_its_own(script: ModuleType, tmp_path: Path) -> None:
    script.collect("test", tmp_path / "to")
    categories = [
        json.loads(path.read_text())["runs"][0]["automationDetails"]["id"]
        for path in sorted((tmp_path / "to" / "sarif").iterdir())
    ]
    assert categories == ["trivy/postgres/", "trivy/redis/"]


def test_an_image_without_scan_results_is_an_error(script: ModuleType, tmp_path: Path) -> None:
    folder = EvidenceFolder("test", IMAGES["redis"].digest)
    (folder.path / "scan.sarif").unlink()
    with pytest.raises(EvidenceError, match=r"scan\.sarif is missing"):
        script.collect("test", tmp_path / "to")
