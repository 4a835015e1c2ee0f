"""One table of components for all images; what cannot be read is no empty SBOM."""

from pathlib import Path
from typing import Any

import pytest

from infra.supply_components import ComponentTable
from infra.supply_evidence import Proved, Unproved
from novaos.reference import Digest
from sbom.statement import Statement
from tests.support.signing import make_signer

_DIGEST = Digest.of_bytes(b"image")
_OPENSSL = {
    "type": "library",
    "name": "openssl",
    "version": "3.5.1",
    "purl": "pkg:deb/debian/openssl@3.5.1?arch=amd64&package-id=1",
    "licenses": [{"license": {"id": "Apache-2.0"}}, {"expression": "MIT OR ISC"}],
    "properties": [{"name": "syft:package:type", "value": "deb"}],
}


@pytest.fixture
def table() -> ComponentTable:
    return ComponentTable()


def proved(tmp_path: Path, predicate: dict[str, Any]) -> Proved:
    return Proved(Statement("x", (_DIGEST,), predicate), make_signer(tmp_path / "k.pub").trusted)


def test_component_is_one_row_whichever_document_names_it(
    table: ComponentTable, tmp_path: Path
) -> None:
    again = {**_OPENSSL, "purl": "pkg:deb/debian/openssl@3.5.1?arch=amd64&package-id=2"}
    other = {**_OPENSSL, "version": "3.5.2"}
    first = table.add(proved(tmp_path, {"specVersion": "1.6", "components": [_OPENSSL]}))
    second = table.add(proved(tmp_path, {"specVersion": "1.6", "components": [other, again]}))
    assert (first["components"], second["components"]) == ([0], [0, 1])
    assert table.render()[0] == {
        "name": "openssl",
        "version": "3.5.1",
        "type": "deb",
        "purl": "pkg:deb/debian/openssl@3.5.1",
        "licences": ("Apache-2.0", "MIT OR ISC"),
    }


@pytest.mark.parametrize("predicate", [{}, {"specVersion": "1.6", "components": [{}]}])
def test_sbom_of_another_form_could_not_be_checked(
    table: ComponentTable, tmp_path: Path, predicate: dict[str, Any]
) -> None:
    assert table.add(proved(tmp_path, predicate))["state"] == "could not check"


def test_missing_sbom_could_not_be_checked(table: ComponentTable) -> None:
    told = table.add(Unproved("missing", "it is not there"))
    assert told == {"state": "could not check", "reason": "it is not there"}
    assert table.render() == []
