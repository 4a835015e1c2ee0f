"""Make the two SBOM documents of an image say the same thing every time and name its digest.

syft stamps the current time and a random serial number. Here the time becomes the lock's
`SOURCE_DATE_EPOCH`, and serial number and namespace are name-based UUIDs of the image digest, so
the same image, lock and syft version give the same bytes. Each package gets the SHA-256 of the
archive that the lock names, and what was found inside a packaged file names the package that
contains it. Nothing is removed from what syft found.
"""

import urllib.parse
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from novaos.reference import Digest
from sbom.document_packages import component_key, package_key
from sbom.materials import Material, PackageKey

Document = dict[str, Any]
_NAMESPACE = "https://novaos.dev/sbom"


def finish_cyclonedx(
    document: Document,
    name: str,
    digest: Digest,
    materials: Sequence[Material],
    made_at: datetime,
) -> Document:
    """Return a CycloneDX 1.6 document whose root component is the image `digest`."""
    purl = oci_purl(name, digest)
    metadata = {
        **document["metadata"],
        "timestamp": render_time(made_at),
        "component": {
            "bom-ref": purl,
            "type": "container",
            "name": name,
            "version": str(digest),
            "purl": purl,
            "hashes": [{"alg": "SHA-256", "content": digest.hex}],
        },
    }
    hashes = _hashes_by_key(materials)
    components = [
        {**component, "hashes": [{"alg": "SHA-256", "content": hashes[key]}]}
        if (key := component_key(component)) in hashes
        else component
        for component in document.get("components", [])
    ]
    serial = uuid.uuid5(uuid.NAMESPACE_URL, f"{_NAMESPACE}/cyclonedx/{name}/{digest}")
    return {
        **document,
        "serialNumber": f"urn:uuid:{serial}",
        "metadata": metadata,
        "components": sorted(components, key=lambda part: str(part.get("bom-ref", ""))),
    }


def finish_spdx(
    document: Document,
    name: str,
    digest: Digest,
    materials: Sequence[Material],
    made_at: datetime,
) -> Document:
    """Return an SPDX 2.3 document whose described package is the image `digest`."""
    hashes = _hashes_by_key(materials)
    packages = []
    for package in document["packages"]:
        key = package_key(package)
        if key is not None and key.kind == "oci":
            packages.append(_root_package(package, name, digest))
        elif key in hashes:
            checksum = {"algorithm": "SHA256", "checksumValue": hashes[key]}
            packages.append({**package, "checksums": [checksum]})
        else:
            packages.append(package)
    identity = uuid.uuid5(uuid.NAMESPACE_URL, f"{_NAMESPACE}/spdx/{name}/{digest}")
    return {
        **document,
        "name": name,
        "documentNamespace": f"{_NAMESPACE}/spdx/{name}-{identity}",
        "creationInfo": {**document["creationInfo"], "created": render_time(made_at)},
        "packages": sorted(packages, key=lambda part: str(part["SPDXID"])),
    }


def oci_purl(name: str, digest: Digest) -> str:
    """Package URL of the image itself."""
    return f"pkg:oci/{name}@{urllib.parse.quote(str(digest), safe='')}"


def render_time(moment: datetime) -> str:
    """UTC with seconds and Z, as all our records write times."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _hashes_by_key(materials: Sequence[Material]) -> dict[PackageKey | None, str]:
    return {material.key: material.sha256 for material in materials}


def _root_package(package: Document, name: str, digest: Digest) -> Document:
    reference = {
        "referenceCategory": "PACKAGE-MANAGER",
        "referenceType": "purl",
        "referenceLocator": oci_purl(name, digest),
    }
    return {
        **package,
        "name": name,
        "versionInfo": str(digest),
        "checksums": [{"algorithm": "SHA256", "checksumValue": digest.hex}],
        "externalRefs": [reference],
    }
