"""The components of all images as one table; each image names its rows.

Seven agents share most of their packages, so the table keeps the summary small: a row is there
once, whichever images hold it.
"""

from collections.abc import Mapping
from typing import Any

from infra.supply_evidence import Proved, Unproved

_KIND_PROPERTY = "syft:package:type"
Row = tuple[str, str, str, str, tuple[str, ...]]


class ComponentTable:
    """Rows by the order in which they came."""

    def __init__(self) -> None:
        self._rows: dict[Row, int] = {}

    def add(self, sbom: Proved | Unproved) -> dict[str, Any]:
        """Take the components of one image's CycloneDX SBOM; say which rows are its own."""
        if isinstance(sbom, Unproved):
            return {"state": "could not check", "reason": sbom.reason}
        try:
            predicate = sbom.statement.predicate
            rows = [_read_row(each) for each in predicate["components"]]
            version = str(predicate["specVersion"])
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            reason = f"not in the form we know: {error!r}"
            return {"state": "could not check", "reason": reason}
        indexes = {self._rows.setdefault(row, len(self._rows)) for row in rows}
        return {"state": "read", "format": f"CycloneDX {version}", "components": sorted(indexes)}

    def render(self) -> list[dict[str, Any]]:
        """Write the rows."""
        return [
            {"name": name, "version": version, "type": kind, "purl": purl, "licences": licences}
            for name, version, kind, purl, licences in self._rows
        ]


def _read_row(component: Mapping[str, Any]) -> Row:
    properties = {each["name"]: each["value"] for each in component.get("properties", ())}
    # Qualifiers name the document's own ids; without them equal packages have equal purls.
    purl = str(component.get("purl", "")).partition("?")[0]
    return (
        str(component["name"]),
        str(component.get("version", "")),
        str(properties.get(_KIND_PROPERTY, component["type"])),
        purl,
        _read_licences(component),
    )


def _read_licences(component: Mapping[str, Any]) -> tuple[str, ...]:
    found = []
    for each in component.get("licenses", ()):
        licence = each.get("license", {})
        found.append(each.get("expression") or licence.get("id") or licence.get("name"))
    return tuple(sorted({str(name) for name in found if name}))
