"""The sbom stage with the real syft, trivy, cosign and a real registry."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from images.lock import LockedDeb
from novaos import workspace
from novaos.errors import EvidenceError, EvidenceUnavailableError
from novaos.evidence import ATTESTATIONS, EvidenceFolder
from novaos.reference import ImageReference
from sbom import stage
from sbom.cosign import verified_predicate_types
from sbom.referrers import fetch_bundles, fetch_referrers
from sbom.registry import Registry
from sbom.signing_key import ensure_key_pair
from sbom.stage import describe_images
from sbom.statement import SIGNATURE
from tests.support.described_image import Described, copy_described, describe, described_image
from tests.support.small_image import SmallImage


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Described]:
    with described_image(tmp_path_factory.mktemp("sbom")) as made:
        yield made


@pytest.fixture
def image(described: Described, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SmallImage:
    return copy_described(described, tmp_path, monkeypatch)


def _folder(image: SmallImage) -> EvidenceFolder:
    return EvidenceFolder("test", image.reference.digest)


def _registry_bundles(image: ImageReference) -> list[bytes]:
    with Registry(image) as registry:
        return fetch_bundles(registry, fetch_referrers(registry, image.digest))


def test_all_claims_are_signed_attached_and_verified_by_cosign(image: SmallImage) -> None:
    key = ensure_key_pair("test").public_key.path
    expected = {SIGNATURE, *ATTESTATIONS.values()}
    assert verified_predicate_types(image.reference, [key]) == expected


def test_registry_and_evidence_folder_hold_the_same_bytes(image: SmallImage) -> None:
    names = ["signature", *ATTESTATIONS]
    files = {_folder(image).require(f"{name}.bundle.json") for name in names}
    assert set(_registry_bundles(image.reference)) == files


def test_second_run_needs_no_tool_and_changes_nothing(image: SmallImage) -> None:
    folder = _folder(image).path
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    (workspace.VAR / "bin").unlink()
    assert describe(image.reference)[-1] == "1 images are described already"
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert len(_registry_bundles(image.reference)) == len(ATTESTATIONS) + 1


def test_without_a_database_vulnerabilities_are_not_assessed(image: SmallImage) -> None:
    results = _folder(image).require_json("scan.json")["results"]
    assert results["vulnerabilities"]["state"] == "not assessed"
    assert "NOVAOS_TRIVY_DB" in results["vulnerabilities"]["reason"]
    assert "counts" not in results["vulnerabilities"]
    said = describe(image.reference)
    assert any("vulnerabilities will not be assessed" in line for line in said)
    others = {name: result["state"] for name, result in results.items()}
    del others["vulnerabilities"]
    assert others == {"secrets": "ran", "misconfigurations": "ran", "licences": "ran"}
    assert results["licences"]["findings"]


@pytest.mark.parametrize(
    "name",
    ["sbom-cyclonedx.json", "sbom-spdx.json", "scan.json", "scan-raw.json", "scan.sarif"],
)
def test_no_path_of_this_machine_is_in_the_evidence(
    image: SmallImage, described: Described, name: str
) -> None:
    content = _folder(image).require(name)
    assert content
    assert str(described.folder).encode() not in content


def test_sboms_are_the_same_when_made_again(image: SmallImage) -> None:
    folder = _folder(image)
    names = ["sbom-cyclonedx.json", "sbom-spdx.json"]
    before = [folder.require(name) for name in names]
    for name in names:
        (folder.path / name).unlink()
    assert describe(image.reference)[-1] == "1 images are described already"
    assert [folder.require(name) for name in names] == before


def test_new_scan_takes_the_place_of_the_old_one(image: SmallImage) -> None:
    folder = _folder(image)
    old = folder.require("scan.bundle.json")
    record = {**folder.require_json("scan.json"), "scanned_at": "2026-01-01T00:00:00Z"}
    folder.write("scan.json", json.dumps(record).encode())
    assert describe(image.reference)[-1] == "small: 2 packages, 1 claims signed, 1 attached"
    attached = _registry_bundles(image.reference)
    assert folder.require("scan.bundle.json") in attached
    assert old not in attached
    assert len(attached) == len(ATTESTATIONS) + 1


def test_a_package_missing_in_the_image_is_refused(
    image: SmallImage, monkeypatch: pytest.MonkeyPatch
) -> None:
    extra = LockedDeb("zlib1g", "1:1.3-1", "amd64", "c" * 64, 1, "base")
    lock = replace(image.lock, debs=(*image.lock.debs, extra))
    monkeypatch.setattr(stage, "load_lock", lambda _name: lock)
    with pytest.raises(EvidenceError) as caught:
        describe(image.reference)
    assert "deb zlib1g 1:1.3-1 is in the lock but not here" in caught.value.message
    assert caught.value.fix


def test_a_package_that_is_not_locked_is_refused(
    image: SmallImage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stage, "load_lock", lambda _name: replace(image.lock, wheels=()))
    with pytest.raises(EvidenceError, match=r"pypi idna 3\.10 is not in the lock"):
        describe(image.reference)


def test_another_image_than_the_locked_one_is_refused(
    image: SmallImage, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = replace(image.lock, image_digest=f"sha256:{'e' * 64}")
    monkeypatch.setattr(stage, "load_lock", lambda _name: other)
    with pytest.raises(EvidenceError, match="its lock says sha256:eee"):
        describe(image.reference)


def test_a_changed_layout_is_refused(image: SmallImage) -> None:
    (_folder(image).path / "sbom-spdx.json").unlink()
    layout = workspace.VAR / "layouts" / image.reference.digest.hex
    manifest = json.loads((layout / "blobs/sha256" / image.reference.digest.hex).read_bytes())
    layer = layout / "blobs" / "sha256" / manifest["layers"][0]["digest"].removeprefix("sha256:")
    layer.write_bytes(layer.read_bytes() + b"x")
    with pytest.raises(EvidenceError, match="its content has another digest"):
        describe(image.reference)


def test_a_removed_bundle_is_signed_and_attached_again(image: SmallImage) -> None:
    (_folder(image).path / "scan.bundle.json").unlink()
    assert describe(image.reference)[-1] == "small: 2 packages, 1 claims signed, 1 attached"
    assert len(_registry_bundles(image.reference)) == len(ATTESTATIONS) + 1


def test_a_registry_that_is_down_is_not_success(image: SmallImage) -> None:
    gone = ImageReference("127.0.0.1:1/x/small", image.reference.digest)
    with pytest.raises(EvidenceUnavailableError) as caught:
        describe(gone)
    assert "registry 127.0.0.1:1 does not answer" in caught.value.message
    assert caught.value.fix


def test_no_image_at_all_is_refused() -> None:
    with pytest.raises(EvidenceError, match="no image to describe"):
        describe_images("test", {}, lambda _line: None)
