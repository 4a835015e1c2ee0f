"""Read which packages an SBOM document lists, and which package contains which.

CycloneDX says it with a property of ours, SPDX with a CONTAINS relationship.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from novaos.errors import EvidenceError
from sbom.materials import Material, PackageKey, parse_purl

Document = dict[str, Any]
_CONTAINED_IN = "novaos:contained-in"
_LOCATION = re.compile(r"syft:location:[0-9]+:path")


def name_containers(
    cyclonedx: Document,
    spdx: Document,
    owners: Mapping[str, str],
    materials: Sequence[Material],
) -> None:
    """Write into both documents which locked package contains what was found in its files."""
    purls = {each.key.name: each.purl for each in materials if each.key.kind == "deb"}
    ids = {key: package["SPDXID"] for package in spdx["packages"] if (key := package_key(package))}
    for component in cyclonedx.get("components", []):
        key = component_key(component)
        names = {owners.get(path) for path in _locations(component)}
        container = purls.get(str(names.pop())) if len(names) == 1 else None
        if key is None or key.kind == "deb" or container is None:
            continue
        component["properties"].append({"name": _CONTAINED_IN, "value": container})
        relationship = {
            "spdxElementId": ids[parse_purl(container)],
            "relatedSpdxElement": ids[key],
            "relationshipType": "CONTAINS",
        }
        spdx["relationships"].append(relationship)


def cyclonedx_packages(document: Mapping[str, Any]) -> dict[PackageKey, PackageKey | None]:
    """Packages a CycloneDX document lists -> the package that contains it, if any.

    Raises `EvidenceError` if one has no package URL: it could not be compared with the lock.
    """
    found: dict[PackageKey, PackageKey | None] = {}
    for component in document.get("components", []):
        if component.get("type") in {"file", "operating-system"}:
            continue
        key = component_key(component)
        if key is None:
            raise EvidenceError(f"SBOM: component {component.get('name')!r} has no package URL")
        containers = [
            parse_purl(str(each["value"]))
            for each in component.get("properties", [])
            if each.get("name") == _CONTAINED_IN
        ]
        found[key] = containers[0] if containers else None
    return found


def spdx_packages(document: Mapping[str, Any]) -> dict[PackageKey, PackageKey | None]:
    """Packages an SPDX document lists, without the image -> the package that contains it."""
    keys: dict[str, PackageKey] = {}
    for package in document.get("packages", []):
        key = package_key(package)
        if key is None:
            raise EvidenceError(f"SBOM: package {package.get('name')!r} has no package URL")
        if key.kind != "oci":
            keys[str(package["SPDXID"])] = key
    found: dict[PackageKey, PackageKey | None] = dict.fromkeys(keys.values())
    for each in document.get("relationships", []):
        container, inside = each.get("spdxElementId"), each.get("relatedSpdxElement")
        if each.get("relationshipType") == "CONTAINS" and container in keys and inside in keys:
            found[keys[inside]] = keys[container]
    return found


def _locations(component: Mapping[str, Any]) -> list[str]:
    return [
        str(each["value"])
        for each in component.get("properties", [])
        if _LOCATION.fullmatch(str(each.get("name")))
    ]


def component_key(component: Mapping[str, Any]) -> PackageKey | None:
    """Package of a CycloneDX component, None if it has no package URL."""
    return parse_purl(str(component["purl"])) if "purl" in component else None


def package_key(package: Mapping[str, Any]) -> PackageKey | None:
    """Package of an SPDX package entry, None if it has no package URL."""
    for reference in package.get("externalRefs", []):
        if reference.get("referenceType") == "purl":
            return parse_purl(str(reference["referenceLocator"]))
    return None
