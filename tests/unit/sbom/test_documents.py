"""SBOM documents name the digest, the locked hashes and no moment or machine of their making."""

import copy
from datetime import UTC, datetime
from typing import Any

from novaos.reference import Digest
from sbom.document_packages import cyclonedx_packages, name_containers, spdx_packages
from sbom.documents import finish_cyclonedx, finish_spdx
from sbom.materials import Material, lock_materials, parse_purl
from tests.support.gate import spdx_package
from tests.support.small_image import DEB, WHEEL, small_lock

DIGEST = Digest(f"sha256:{'d' * 64}")
MATERIALS = lock_materials(small_lock(DIGEST))
MADE_AT = datetime(2026, 1, 1, tzinfo=UTC)
GO = "pkg:golang/github.com/x/y@v1"


def _location(path: str) -> dict[str, str]:
    return {"name": "syft:location:0:path", "value": path}


def _cyclonedx(timestamp: str = "2026-11-22T12:58:07Z") -> dict[str, Any]:
    return {
        "serialNumber": f"urn:uuid:{timestamp}",
        "metadata": {"timestamp": timestamp, "component": {"name": "/tmp/somewhere"}},  # noqa: S108 - must vanish
        "components": [
            {"bom-ref": "2", "type": "library", "purl": WHEEL.purl, "properties": []},
            {"bom-ref": "1", "type": "library", "purl": f"{DEB.purl}&distro=debian-13"},
            {
                "bom-ref": "3",
                "type": "library",
                "purl": GO,
                "properties": [_location("/usr/bin/y")],
            },
        ],
    }


def _spdx(created: str = "2026-11-22T12:58:07Z") -> dict[str, Any]:
    return {
        "name": "/tmp/somewhere",  # noqa: S108 - must vanish
        "documentNamespace": f"https://example.org/{created}",
        "creationInfo": {"created": created, "creators": ["Tool: syft"]},
        "packages": [
            spdx_package("SPDXRef-root", "pkg:oci/x@sha256%3A0?arch=", "x"),
            spdx_package("SPDXRef-deb", DEB.purl),
            spdx_package("SPDXRef-wheel", WHEEL.purl),
            spdx_package("SPDXRef-go", GO),
        ],
        "relationships": [],
    }


def _finish(time: str) -> tuple[dict[str, Any], dict[str, Any]]:
    return (
        finish_cyclonedx(_cyclonedx(time), "small", DIGEST, MATERIALS, MADE_AT),
        finish_spdx(_spdx(time), "small", DIGEST, MATERIALS, MADE_AT),
    )


def test_documents_do_not_depend_on_when_and_where_they_were_made() -> None:
    first, second = _finish("2026-11-22T12:58:07Z"), _finish("2027-01-01T00:00:00Z")
    assert first == second
    assert "/tmp" not in str(first)  # noqa: S108 - must vanish


def test_documents_of_another_digest_have_another_identity() -> None:
    other = Digest(f"sha256:{'e' * 64}")
    first = finish_cyclonedx(_cyclonedx(), "small", DIGEST, MATERIALS, MADE_AT)
    second = finish_cyclonedx(_cyclonedx(), "small", other, MATERIALS, MADE_AT)
    assert first["serialNumber"] != second["serialNumber"]
    spdx = finish_spdx(_spdx(), "small", other, MATERIALS, MADE_AT)
    assert spdx["documentNamespace"] != _finish("x")[1]["documentNamespace"]


def test_root_is_the_image_digest() -> None:
    cyclonedx, spdx = _finish("x")
    root = cyclonedx["metadata"]["component"]
    assert (root["name"], root["version"]) == ("small", str(DIGEST))
    assert root["hashes"] == [{"alg": "SHA-256", "content": DIGEST.hex}]
    (described,) = [each for each in spdx["packages"] if each["SPDXID"] == "SPDXRef-root"]
    assert described["versionInfo"] == str(DIGEST)
    assert described["checksums"] == [{"algorithm": "SHA256", "checksumValue": DIGEST.hex}]


def test_every_locked_package_has_its_hash() -> None:
    cyclonedx, spdx = _finish("x")
    hashes = {each["purl"]: each["hashes"] for each in cyclonedx["components"] if "hashes" in each}
    assert {value[0]["content"] for value in hashes.values()} == {DEB.sha256, WHEEL.sha256}
    checksums = [each["checksums"][0] for each in spdx["packages"] if "checksums" in each]
    assert {DEB.sha256, WHEEL.sha256} < {each["checksumValue"] for each in checksums}


def test_both_documents_list_the_same_packages() -> None:
    cyclonedx, spdx = _finish("x")
    expected = {parse_purl(DEB.purl): None, parse_purl(WHEEL.purl): None, parse_purl(GO): None}
    assert cyclonedx_packages(cyclonedx) == expected
    assert spdx_packages(spdx) == expected


def test_what_lies_in_a_packaged_file_names_its_package() -> None:
    cyclonedx, spdx = _cyclonedx(), _spdx()
    name_containers(cyclonedx, spdx, {"/usr/bin/y": "libc6"}, MATERIALS)
    assert cyclonedx_packages(cyclonedx)[parse_purl(GO)] == parse_purl(DEB.purl)
    assert spdx_packages(spdx)[parse_purl(GO)] == parse_purl(DEB.purl)


def test_package_of_another_kind_with_the_same_name_contains_nothing() -> None:
    cyclonedx, spdx = _cyclonedx(), _spdx()
    namesake = Material("pkg:npm/libc6@1.0.0", "c" * 64)
    name_containers(cyclonedx, spdx, {"/usr/bin/y": "libc6"}, [*MATERIALS, namesake])
    assert cyclonedx_packages(cyclonedx)[parse_purl(GO)] == parse_purl(DEB.purl)


def test_what_lies_elsewhere_names_no_package() -> None:
    cyclonedx, spdx = _cyclonedx(), _spdx()
    before = copy.deepcopy((cyclonedx, spdx))
    name_containers(cyclonedx, spdx, {"/usr/bin/z": "libc6"}, MATERIALS)
    name_containers(cyclonedx, spdx, {"/usr/bin/y": "not-locked"}, MATERIALS)
    assert (cyclonedx, spdx) == before


def test_what_lies_in_two_places_needs_the_same_owner_for_both() -> None:
    cyclonedx, spdx = _cyclonedx(), _spdx()
    second = {"name": "syft:location:1:path", "value": "/opt/y"}
    cyclonedx["components"][2]["properties"].append(second)
    name_containers(cyclonedx, spdx, {"/usr/bin/y": "libc6"}, MATERIALS)
    assert cyclonedx_packages(cyclonedx)[parse_purl(GO)] is None
