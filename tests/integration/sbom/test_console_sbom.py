"""The real syft and trivy see the npm package of a console, and an SBOM without it is refused."""

import copy
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from images.catalogue import load_definition
from images.lock import ImageLock, LockedNpm
from images.locking import LockPolicy, settle_locks
from images.oci import layout_path
from images.stage import BUILD_LOCK
from novaos.errors import EvidenceError
from novaos.exclusive import exclusive
from novaos.reference import ImageReference
from sbom.catalogue import check_sbom_matches_lock, make_sboms, require_sbom_matches_lock
from sbom.scan import scan_image
from sbom.scan_record import NotAssessed, check_every_package_seen

Documents = Mapping[str, dict[str, Any]]


@pytest.fixture(scope="module")
def lock() -> ImageLock:
    with exclusive(BUILD_LOCK, "tests of SBOMs", wait=True):
        definition = load_definition("gypsy-cove")
        return settle_locks([definition], LockPolicy(may_relock=True), lambda _: None)["gypsy-cove"]


@pytest.fixture(scope="module")
def documents(lock: ImageLock) -> Documents:
    return make_sboms(layout_path(lock.digest.hex), lock)


def test_cyclonedx_names_package_licence_and_hash(documents: Documents, lock: ImageLock) -> None:
    components = documents["sbom-cyclonedx"]["components"]
    (htmx,) = [each for each in components if each.get("purl") == lock.npm[0].purl]
    assert htmx["licenses"] == [{"license": {"id": "0BSD"}}]
    assert htmx["hashes"] == [{"alg": "SHA-256", "content": lock.npm[0].sha256}]


def test_spdx_names_package_licence_and_hash(documents: Documents, lock: ImageLock) -> None:
    packages = documents["sbom-spdx"]["packages"]
    (htmx,) = [each for each in packages if each["name"] == lock.npm[0].name]
    checksum = {"algorithm": "SHA256", "checksumValue": lock.npm[0].sha256}
    assert (htmx["licenseDeclared"], htmx["checksums"]) == ("0BSD", [checksum])


def test_sbom_without_the_package_is_refused(documents: Documents, lock: ImageLock) -> None:
    spoiled = copy.deepcopy(dict(documents))
    components = spoiled["sbom-cyclonedx"]["components"]
    spoiled["sbom-cyclonedx"]["components"] = [
        each for each in components if each.get("purl") != lock.npm[0].purl
    ]
    assert not check_sbom_matches_lock(documents, lock)
    with pytest.raises(EvidenceError, match=r"npm htmx\.org .* is in the lock but not here"):
        require_sbom_matches_lock(spoiled, lock)


@pytest.mark.parametrize("npm", [(), "another version"], ids=["not locked", "another version"])
def test_package_that_is_not_locked_is_refused(
    documents: Documents, lock: ImageLock, npm: tuple[LockedNpm, ...] | str
) -> None:
    other = (replace(lock.npm[0], version="2.0.10"),) if npm else ()
    with pytest.raises(EvidenceError, match=r"npm htmx\.org .* is not in the lock"):
        require_sbom_matches_lock(documents, replace(lock, npm=other))


def test_scanner_sees_every_package(lock: ImageLock) -> None:
    reference = ImageReference("127.0.0.1:1/x/gypsy-cove", lock.digest)
    missing = NotAssessed("no database is needed to see packages")
    layout = layout_path(lock.digest.hex)
    scan = scan_image(layout, reference, lock, missing, datetime.now(UTC))
    assert not check_every_package_seen(json.loads(scan.reports["scan-raw.json"]), lock)
    licences = scan.record["results"]["licences"]["findings"]
    assert [each["id"] for each in licences if each["package"] == lock.npm[0].name] == ["0BSD"]
